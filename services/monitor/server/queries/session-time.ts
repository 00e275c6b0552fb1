/**
 * SQL for the time that labels a session minute, epoch ms: 09:25 for row 0, then 09:31..11:30 and 13:01..15:00
 * (core/market/sessions.ts, `sessionMinuteEnd`).
 */
export const minuteLabel = (minute = 'minute', date = 'trade_date'): string =>
  `(toUnixTimestamp(toDateTime(${date}, 'Asia/Shanghai')) + 60 * multiIf(${minute} = 0, 565, ${minute} <= 120, ` +
  `570 + ${minute}, 660 + ${minute})) * 1000`
