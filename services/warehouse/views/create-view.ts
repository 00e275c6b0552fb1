import { type Dialect, literal } from '../ddl/dialect.ts'
import type { PublicView, ViewColumn } from './public-view.ts'
import { EVERY_DATASET, MAIN_ONLY } from './selection.ts'

const DATASET_COLUMN: ViewColumn = {
  name: 'dataset',
  type: 'String',
  comment: 'Data set: main, sim-<seed> or replay-<id>.',
}

/** The view of `main` and its `_all` sibling. */
export function createPublicView(view: PublicView, dialect: Dialect): readonly string[] {
  return [
    createView({ ...view, query: view.query(MAIN_ONLY) }, dialect),
    createView(
      {
        name: `${view.name}_all`,
        comment: `${view.comment} Every data set.`,
        columns: [DATASET_COLUMN, ...view.columns],
        query: view.query(EVERY_DATASET),
      },
      dialect,
    ),
  ]
}

export function createView(
  view: {
    readonly name: string
    readonly comment: string
    readonly columns: readonly ViewColumn[]
    readonly query: string
  },
  dialect: Dialect,
): string {
  const columns = view.columns.map(
    ({ name, type, comment }) => `  ${name} ${type} COMMENT ${literal(comment)}`,
  )
  return [
    `CREATE OR REPLACE VIEW ${view.name}${dialect.onCluster} (`,
    columns.join(',\n'),
    ') AS',
    `SELECT ${view.columns.map(({ name }) => name).join(', ')} FROM (`,
    view.query,
    ')',
    `COMMENT ${literal(view.comment)}`,
  ].join('\n')
}
