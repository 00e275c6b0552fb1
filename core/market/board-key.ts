/** Where an instrument trades, which decides its limits, tick and sessions. */
export type Board = 'SH_MAIN' | 'SZ_MAIN' | 'CHINEXT' | 'STAR' | 'BSE' | 'INDEX' | 'FUND' | 'OTHER'
