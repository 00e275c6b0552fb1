import type { ComponentChildren, JSX } from 'preact'
import { integer, money, percent, UNKNOWN } from '../format/numbers.ts'
import { usePage } from '../parts/page-context.ts'
import { Signed } from '../parts/signed.tsx'
import type { MinuteRow } from '../state/api.ts'

/** The figures of the moment in one line; in small, what they were at the same minute the session before. */
export function Figures({
  row,
  previous,
}: {
  row: MinuteRow | null
  previous: readonly MinuteRow[]
}): JSX.Element {
  const { t, language } = usePage()
  const before = previous.findLast(({ minute }) => minute <= (row?.minute ?? -1)) ?? null
  const share = (one: MinuteRow | null): string =>
    one === null || one.base === null
      ? UNKNOWN
      : t('promotedOf', { promoted: one.promoted ?? 0, base: one.base })
  return (
    <dl class="figures">
      <Figure name={t('promotionRate')} id="promotion" before={percent(before?.promotionRate, 1)}>
        {percent(row?.promotionRate, 1)} <small>{share(row)}</small>
      </Figure>
      <Figure name={t('height')} id="height" before={integer(before?.height)}>
        <span title={row?.heightIsLowerBound === true ? t('lowerBound') : undefined}>
          {row?.heightIsLowerBound === true ? '≥' : ''}
          {integer(row?.height)}
        </span>
        <small>{t('boardsUnit')}</small>
      </Figure>
      <Figure name={t('limitUps')} id="limit-ups" before={integer(before?.limitUps)}>
        <span class="rise">{integer(row?.limitUps)}</span>
        <small>
          {t('oneWord')} {integer(row?.oneWord)}
        </small>
      </Figure>
      <Figure name={t('broken')} id="broken" before={integer(before?.broken)}>
        {integer(row?.broken)}
      </Figure>
      <Figure name={t('sealRate')} id="seal-rate" before={percent(before?.sealRate, 1)}>
        {percent(row?.sealRate, 1)}
      </Figure>
      <Figure name={t('limitDowns')} id="limit-downs" before={integer(before?.limitDowns)}>
        <span class="fall">{integer(row?.limitDowns)}</span>
      </Figure>
      <Figure name={`${t('advancers')} / ${t('decliners')}`} id="breadth" before={pair(before)}>
        <span class="rise">{integer(row?.advancers)}</span>
        <small>/</small>
        <span class="fall">{integer(row?.decliners)}</span>
      </Figure>
      <Figure name={t('turnover')} id="turnover" before={money(before?.amount, language)}>
        {money(row?.amount, language)}
      </Figure>
      <Figure name={t('sealMoney')} id="seal-money" before={money(before?.sealAmount, language)}>
        {money(row?.sealAmount, language)}
      </Figure>
      <Figure name={t('yesterdayPremium')} id="premium" before={percent(before?.limitUpPremium, 2)}>
        <Signed value={row?.limitUpPremium} />
      </Figure>
    </dl>
  )
}

function pair(row: MinuteRow | null): string {
  return row === null ? UNKNOWN : `${integer(row.advancers)}/${integer(row.decliners)}`
}

interface FigureProps {
  readonly name: string
  /** For tests and styles. */
  readonly id: string
  readonly before: string
  readonly children: ComponentChildren
}

function Figure({ name, id, before, children }: FigureProps): JSX.Element {
  const { t } = usePage()
  return (
    <div class="figure" data-figure={id}>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {before !== UNKNOWN && (
        <dd class="before" title={t('yesterday')}>
          {t('yesterdayShort')} {before}
        </dd>
      )}
    </div>
  )
}
