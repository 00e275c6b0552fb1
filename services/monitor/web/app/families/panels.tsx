import type { JSX } from 'preact'
import type { SignalFamily } from '../state/api.ts'
import { CalmPanel } from './panels/calm-panel.tsx'
import { CrowdingPanel } from './panels/crowding-panel.tsx'
import { DivergencePanel } from './panels/divergence-panel.tsx'
import { ElectionPanel } from './panels/election-panel.tsx'
import { EtfFlowsPanel } from './panels/etf-flows-panel.tsx'
import { LinkagePanel } from './panels/linkage-panel.tsx'
import { MacroPanel } from './panels/macro-panel.tsx'
import { MappingPanel } from './panels/mapping-panel.tsx'
import { MicrocapIndexPanel } from './panels/microcap-index-panel.tsx'
import { OvernightPanel } from './panels/overnight-panel.tsx'
import { RiskPanel } from './panels/risk-panel.tsx'
import { RotationPanel } from './panels/rotation-panel.tsx'
import {
  AsymmetryPanel,
  CdsPanel,
  DrawdownsPanel,
  ImpliedVolatilityPanel,
  StressPanel,
  ValuationPanel,
} from './panels/structure-panels.tsx'
import { StylePanel } from './panels/style-panel.tsx'
import { TermPanel } from './panels/term-panel.tsx'
import { TouchesPanel } from './panels/touches-panel.tsx'
import { VvixPanel } from './panels/vvix-panel.tsx'

interface FamilyPanel {
  readonly family: SignalFamily
  /** Width, a class of layout.css. */
  readonly size: 'third' | 'half' | 'two-thirds' | 'whole'
  readonly panel: () => JSX.Element
}

/** A panel per family, in the order of the page: rows of a desk's width. */
export const PANELS: readonly FamilyPanel[] = [
  { family: 'vvix_vix', size: 'two-thirds', panel: () => <VvixPanel /> },
  { family: 'vix_term', size: 'third', panel: () => <TermPanel /> },
  { family: 'election_months', size: 'whole', panel: () => <ElectionPanel /> },
  { family: 'vvix_touches', size: 'half', panel: () => <TouchesPanel /> },
  { family: 'us_ai_overnight', size: 'half', panel: () => <OvernightPanel /> },
  { family: 'mapping_weekly', size: 'whole', panel: () => <MappingPanel /> },
  { family: 'crowding_daily', size: 'whole', panel: () => <CrowdingPanel /> },
  { family: 'linkage', size: 'half', panel: () => <LinkagePanel /> },
  { family: 'turnover_calm', size: 'half', panel: () => <CalmPanel /> },
  { family: 'microcap_rotation', size: 'half', panel: () => <RotationPanel /> },
  { family: 'microcap_risk', size: 'half', panel: () => <RiskPanel /> },
  { family: 'divergences', size: 'half', panel: () => <DivergencePanel /> },
  { family: 'microcap_index_daily', size: 'half', panel: () => <MicrocapIndexPanel /> },
  { family: 'macro_timing', size: 'half', panel: () => <MacroPanel /> },
  { family: 'style_rotation', size: 'half', panel: () => <StylePanel /> },
  { family: 'etf_flows', size: 'whole', panel: () => <EtfFlowsPanel /> },
  { family: 'drawdowns', size: 'half', panel: () => <DrawdownsPanel /> },
  { family: 'fall_rise_asymmetry', size: 'half', panel: () => <AsymmetryPanel /> },
  { family: 'implied_volatility', size: 'half', panel: () => <ImpliedVolatilityPanel /> },
  { family: 'pe_percentile', size: 'half', panel: () => <ValuationPanel /> },
  { family: 'cds_changes', size: 'half', panel: () => <CdsPanel /> },
  { family: 'stress_index', size: 'half', panel: () => <StressPanel /> },
]
