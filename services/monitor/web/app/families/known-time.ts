const SHANGHAI = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** A moment on a Shanghai clock: 2026-06-02 05:00. */
export const knownTime = (moment: number): string => SHANGHAI.format(moment)
