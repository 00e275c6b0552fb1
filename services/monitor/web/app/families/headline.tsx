import type { ComponentChildren, JSX } from 'preact'

export interface HeadlineItem {
  readonly name: string
  readonly label: string
  readonly value: ComponentChildren
}

/** The figures of a panel that are read first. */
export function Headline({ items }: { items: readonly HeadlineItem[] }): JSX.Element {
  return (
    <dl class="headline">
      {items.map(({ name, label, value }) => (
        <div key={name} data-figure={name}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
