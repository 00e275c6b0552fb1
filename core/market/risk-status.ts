/**
 * Risk status of a share on a day: under risk warning (ST, *ST), in its delisting period 退市整理期,
 * or an un-reformed S share S股 (its non-tradable shares were never converted).
 */
export type RiskStatus = 'normal' | 'st' | 'starSt' | 'delisting' | 'unreformed'

/** Ex-dividend, ex-rights and listing marks that an exchange puts before a name for a few days. */
const MARK = /^(?:XD|XR|DR|[NCG](?=\p{Script=Han}|S?\*?ST))/u
const S_SHARE = /^S(?:\*?ST|\p{Script=Han})/u
const DELISTING = /^退市|退市?$/

const LISTING_MARK = /^([NC])(?=\p{Script=Han}|S?\*?ST)/u

/**
 * Status that a short name shows on its own day. A name of today says nothing about the past.
 * `SST` and `S*ST` shares are under risk warning as well; they are reported as un-reformed, which decides
 * their price limit.
 */
export function riskStatusFromName(name: string): RiskStatus {
  const bare = normalised(name).replace(MARK, '')
  if (DELISTING.test(bare)) return 'delisting'
  if (S_SHARE.test(bare)) return 'unreformed'
  if (bare.startsWith('*ST')) return 'starSt'
  return bare.startsWith('ST') ? 'st' : 'normal'
}

/** `N` on the day of listing, `C` on the four sessions after it, where an exchange marks them. */
export function listingPrefix(name: string): 'N' | 'C' | undefined {
  return LISTING_MARK.exec(normalised(name))?.[1] as 'N' | 'C' | undefined
}

/** Full-width letters to plain ones, no spaces: vendors pad short names (`万 科Ａ`). */
function normalised(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
}
