/** Sizes of `.heat button` in parts.css, pixels. */
const FONT = 12
const LINE = 15
const PADDING = 6
/** A change with its sign and two digits. */
const CHANGE_WIDTH = 46

/** What has room on a tile: all of it can be read, or it is not there. */
export interface TileText {
  readonly name: boolean
  readonly change: boolean
  readonly limitUps: boolean
}

/** A name may break between any two characters; the change and the limit-ups take a line each below it. */
export function tileText(name: string, width: number, height: number): TileText {
  const room = width - PADDING
  const lines = Math.ceil(textWidth(name) / Math.max(room, 1))
  const free = Math.floor((height - PADDING / 2) / LINE) - lines
  const hasName = free >= 0 && room >= FONT * 2
  const hasChange = hasName && free >= 1 && room >= CHANGE_WIDTH
  return { name: hasName, change: hasChange, limitUps: hasName && free >= (hasChange ? 2 : 1) }
}

/** A Chinese character is as wide as it is high, a Latin one about six tenths of it. */
function textWidth(text: string): number {
  return [...text].reduce((sum, character) => sum + (character > '\u2e80' ? FONT : FONT * 0.6), 0)
}
