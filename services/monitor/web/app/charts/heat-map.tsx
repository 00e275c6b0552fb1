import type { JSX } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { signedPercent } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { heatColour } from './heat-colour.ts'
import { squarify } from './squarify.ts'
import { tileText } from './tile-text.ts'

export interface HeatTile {
  readonly id: string
  readonly name: string
  /** Decides the area; positive. */
  readonly size: number
  /** Decides the colour; a fraction. */
  readonly change: number | null
  readonly limitUps: number
  /** Everything that is known of it in one line. */
  readonly text: string
}

interface HeatMapProps {
  readonly name: string
  readonly tiles: readonly HeatTile[]
  readonly height: number
  readonly chosen: string | null
  readonly onSelect: (id: string) => void
}

/** A treemap whose tiles are buttons: each can be reached by keyboard and says everything that it shows. */
export function HeatMap({ name, tiles, height, chosen, onSelect }: HeatMapProps): JSX.Element {
  const { palette } = usePage()
  const box = useRef<HTMLDivElement>(null)
  const width = useWidth(box)
  const rects = useMemo(
    () =>
      squarify(
        tiles.map(({ size }) => size),
        width,
        height,
      ),
    [tiles, width, height],
  )
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div ref={box} class="heat" role="group" aria-label={name} style={{ height: `${height}px` }}>
      {width > 0 &&
        tiles.map((tile, index) => {
          const rect = rects[index]
          if (rect === undefined) return null
          const shown = tileText(tile.name, rect.width, rect.height)
          return (
            <button
              key={tile.id}
              type="button"
              aria-pressed={tile.id === chosen}
              title={tile.text}
              data-group={tile.id}
              style={{
                left: `${rect.x}px`,
                top: `${rect.y}px`,
                width: `${Math.max(rect.width - 1, 1)}px`,
                height: `${Math.max(rect.height - 1, 1)}px`,
                background: heatColour(tile.change ?? 0, palette),
              }}
              onClick={() => onSelect(tile.id)}
            >
              {shown.name && <b>{tile.name}</b>}
              {shown.change && <span>{signedPercent(tile.change)}</span>}
              {shown.limitUps && tile.limitUps > 0 && <span>■{tile.limitUps}</span>}
            </button>
          )
        })}
    </div>
  )
}

function useWidth(box: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0)
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return width
}
