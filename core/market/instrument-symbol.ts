/** Exchange-suffixed code, e.g. `600519.SH`, `000001.SZ`, `920819.BJ`, `000300.SH`, `SPX.US`. */
export type InstrumentSymbol = string & { readonly brand: 'InstrumentSymbol' }
