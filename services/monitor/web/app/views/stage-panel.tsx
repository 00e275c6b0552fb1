import type { JSX } from 'preact'
import { percent, UNKNOWN } from '../format/numbers.ts'
import { minuteLabel } from '../format/session-minute.ts'
import { stageReasonName } from '../parts/code-names.ts'
import { usePage } from '../parts/page-context.ts'
import { Panel } from '../parts/panel.tsx'
import { useStageName } from '../parts/stage-name.ts'
import type { MinuteRow } from '../state/api.ts'
import { StageGrid } from './stage-grid.tsx'

interface StagePanelProps {
  readonly rows: readonly MinuteRow[]
  readonly row: MinuteRow | null
  readonly closed: boolean
}

/** The stage, announced and provisional, why there is none, and today's way through the grid. */
export function StagePanel({ rows, row, closed }: StagePanelProps): JSX.Element {
  const { t } = usePage()
  const name = useStageName()
  const table = () => ({
    columns: [t('time'), t('height'), t('promotionRate'), t('provisional'), t('announced')],
    rows: rows.map((one) => [
      minuteLabel(one.minute),
      one.height,
      one.promotionRate,
      name(one.stage) ?? stageReasonName(one.stageReason, t),
      name(one.announcedStage),
    ]),
  })
  const reason = row === null ? t('reasonNotYet') : stageReasonName(row.stageReason, t)
  const isFinal = closed && row?.final === true
  return (
    <Panel title={t('stageGrid')} class="third stage-panel" table={table}>
      <div class="stage-badge" data-stage={row?.stage ?? ''} data-announced={row?.announcedStage ?? ''}>
        <div class="badge announced">
          <span class="dim">{isFinal ? t('final') : t('announced')}</span>
          <b>{name((isFinal ? row?.stage : row?.announcedStage) ?? null) ?? UNKNOWN}</b>
        </div>
        {!isFinal && (
          <div class="badge provisional">
            <span class="dim">{t('provisional')}</span>
            <b>{name(row?.stage ?? null) ?? t('noStage')}</b>
          </div>
        )}
        <p class="dim">
          {row?.stage === null && reason !== null
            ? reason
            : row?.announcedStage === null && !isFinal
              ? t('notAnnounced')
              : `${t('height')} ${row?.height ?? UNKNOWN} · ${t('promotionRate')} ${percent(row?.promotionRate, 1)}`}
        </p>
      </div>
      <StageGrid rows={rows} announced={row?.announcedStage ?? null} />
    </Panel>
  )
}
