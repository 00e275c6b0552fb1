import type { Board } from '../board-key.ts'

export interface CodePrefix {
  readonly exchange: 'SH' | 'SZ' | 'BJ'
  readonly prefix: string
  readonly board: Board
  readonly stock: boolean
}

/**
 * Which board a six-digit code belongs to, by exchange and prefix (domain reference A1; the longest
 * prefix decides). `stock` marks codes that a source may print bare: A shares and B shares.
 *
 * Beijing moved every listed share to 920xxx on 2025-10-09; the older prefixes stay for history.
 * 82 is kept from the older range although no listed share uses it today.
 */
export const CODE_PREFIXES: readonly CodePrefix[] = [
  { exchange: 'SH', prefix: '600', board: 'SH_MAIN', stock: true },
  { exchange: 'SH', prefix: '601', board: 'SH_MAIN', stock: true },
  { exchange: 'SH', prefix: '603', board: 'SH_MAIN', stock: true },
  { exchange: 'SH', prefix: '605', board: 'SH_MAIN', stock: true },
  { exchange: 'SH', prefix: '688', board: 'STAR', stock: true },
  { exchange: 'SH', prefix: '689', board: 'STAR', stock: true }, // depositary receipts, e.g. 689009
  { exchange: 'SH', prefix: '900', board: 'OTHER', stock: true }, // B shares in USD
  { exchange: 'SH', prefix: '000', board: 'INDEX', stock: false },
  { exchange: 'SH', prefix: '5', board: 'FUND', stock: false },
  { exchange: 'SZ', prefix: '000', board: 'SZ_MAIN', stock: true },
  { exchange: 'SZ', prefix: '001', board: 'SZ_MAIN', stock: true },
  { exchange: 'SZ', prefix: '002', board: 'SZ_MAIN', stock: true }, // SME board until 2021-04-06
  { exchange: 'SZ', prefix: '003', board: 'SZ_MAIN', stock: true },
  { exchange: 'SZ', prefix: '300', board: 'CHINEXT', stock: true },
  { exchange: 'SZ', prefix: '301', board: 'CHINEXT', stock: true },
  { exchange: 'SZ', prefix: '302', board: 'CHINEXT', stock: true },
  { exchange: 'SZ', prefix: '200', board: 'OTHER', stock: true }, // B shares in HKD
  { exchange: 'SZ', prefix: '399', board: 'INDEX', stock: false },
  { exchange: 'SZ', prefix: '15', board: 'FUND', stock: false },
  { exchange: 'SZ', prefix: '16', board: 'FUND', stock: false },
  { exchange: 'SZ', prefix: '18', board: 'FUND', stock: false }, // closed-end funds and REITs
  { exchange: 'BJ', prefix: '920', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '43', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '82', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '83', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '87', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '88', board: 'BSE', stock: true },
  { exchange: 'BJ', prefix: '899', board: 'INDEX', stock: false },
]
