/**
 * Exchange-traded funds with a daily limit of 20%: those on indices of ChiNext and STAR shares. All others have 10%.
 *
 * Rule: Shenzhen's special rules for trading on ChiNext (创业板交易特别规定, in force 2020-08-24) and Shanghai's rules for STAR, with
 * the funds that the exchanges name under them. Shanghai gives such funds codes of their own (588, 589); of Shenzhen's, which
 * share the range 159 with all others, these 81 are the funds named 创业 or 双创 in the closing lists of July and August 2026.
 * Checked against these lists (26 sessions, 1,572 funds): 98 funds moved by more than 10.15% from their reference price, and
 * by this table each of them has 20%; none moved by more than 20.05%.
 */
export const WIDE_LIMIT_FUNDS = {
  /** First session with 20% (ChiNext reform); Shanghai's funds were listed later. */
  from: 2020_08_24,
  shanghaiPrefixes: ['588', '589'],
  shenzhenCodes: `
  159009 159012 159022 159069 159076 159107 159122 159139 159140 159141 159142 159149 159187 159190
  159205 159242 159243 159246 159247 159256 159261 159270 159279 159287 159288 159289 159290 159291
  159292 159293 159295 159298 159363 159367 159368 159369 159371 159372 159373 159375 159377 159381
  159382 159383 159387 159388 159541 159563 159571 159572 159573 159575 159597 159603 159675 159676
  159681 159682 159773 159780 159781 159782 159783 159810 159814 159821 159836 159908 159915 159948
  159949 159952 159956 159957 159958 159964 159966 159967 159971 159977 159991
`
    .trim()
    .split(/\s+/),
} as const
