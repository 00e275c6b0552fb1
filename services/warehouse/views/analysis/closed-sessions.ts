import type { Selection } from '../selection.ts'

/** Rows of sentiment_daily that are final: an open session is no observation yet. */
export const closedSessions = (selection: Selection): string =>
  `(SELECT * FROM ${selection.view('sentiment_daily')} WHERE final)`
