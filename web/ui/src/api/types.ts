// What the API answers, as far as the pages use it. Members the server leaves out when empty are optional here.

export type ByteRange = [offset: number, length: number];

export interface Highlight {
  field: string;
  where?: string;
  text: string;
  matches: ByteRange[];
}

export interface Hit {
  id: string;
  kind: string;
  title?: string;
  description?: string;
  domain?: string;
  owner?: string;
  classification?: string;
  status?: string;
  version?: string;
  tags?: string[];
  platforms?: string[];
  datasets?: string[];
  columns?: number;
  pii?: boolean;
  retired?: boolean;
  updated?: string;
  score?: number;
  highlights?: Highlight[];
}

export interface FacetValue {
  value: string;
  count: number;
}

export interface SearchAnswer {
  total: number;
  hits: Hit[];
  facets?: Record<string, FacetValue[]>;
  did_you_mean?: string | null;
  as_of_seq?: number;
  behind?: boolean;
  cursor?: string | null;
}

export interface Suggestion {
  kind: string;
  id: string;
  title: string;
  detail?: string;
  matches?: ByteRange[];
}

export interface LogicalType {
  kind?: string;
  precision?: number;
  scale?: number;
  zone?: string;
  raw?: string;
}

export interface Reference {
  contract?: string;
  table?: string;
  path?: string;
  text: string;
}

export interface LineageInput {
  from: Reference;
  type?: string;
  subtype?: string;
  description?: string;
  masking?: boolean;
}

export interface Link {
  type?: string;
  url: string;
  description?: string;
}

export interface QualityRule {
  id?: string;
  name?: string;
  description?: string;
  type?: string;
  metric?: string;
  rule?: string;
  dimension?: string;
  severity?: string;
  unit?: string;
  query?: string;
  engine?: string;
  operators?: unknown;
  implementation?: unknown;
}

export interface Constraints {
  min_length?: number;
  max_length?: number;
  min_items?: number;
  max_items?: number;
  min_properties?: number;
  max_properties?: number;
  minimum?: string;
  maximum?: string;
  exclusive_minimum?: string;
  exclusive_maximum?: string;
  multiple_of?: string;
  pattern?: string;
  format?: string;
  unique_items?: boolean;
  enum_values?: unknown[];
}

export interface Field {
  name?: string;
  path?: string;
  type?: LogicalType;
  physical_type?: string;
  physical_name?: string;
  business_name?: string;
  title?: string;
  description?: string;
  required?: boolean;
  unique?: boolean;
  primary_key?: number;
  partition?: number;
  constraints?: Constraints;
  pii?: boolean;
  classification?: string;
  encrypted_name?: string;
  unit?: string;
  critical?: boolean;
  tags?: string[];
  examples?: unknown[];
  links?: Link[];
  quality?: QualityRule[];
  references?: Reference[];
  inputs?: LineageInput[];
  transform_logic?: string;
  transform_description?: string;
  deprecated?: boolean;
  deprecated_since?: string;
  successor?: string;
  children?: Field[];
  items?: Field[];
  map_key?: Field[];
  map_value?: Field[];
}

export interface Dataset {
  name: string;
  physical_name?: string;
  kind?: string;
  business_name?: string;
  title?: string;
  description?: string;
  granularity?: string;
  classification?: string;
  tags?: string[];
  fields?: Field[];
  quality?: QualityRule[];
  deprecated?: boolean;
}

export interface Server {
  name?: string;
  type?: string;
  environment?: string;
  description?: string;
  properties?: unknown;
}

export interface Sla {
  property: string;
  value?: string;
  value_ext?: string;
  unit?: string;
  element?: string;
  driver?: string;
  description?: string;
}

export interface Member {
  username?: string;
  name?: string;
  role?: string;
  date_out?: string;
}

export interface Contact {
  name?: string;
  email?: string;
  url?: string;
}

export interface Support {
  channel?: string;
  url?: string;
  tool?: string;
  description?: string;
}

export interface Terms {
  usage?: string;
  limitations?: string;
  billing?: string;
  notice_period?: string;
  retention?: string;
}

export interface Port {
  direction?: string;
  name?: string;
  version?: string;
  description?: string;
  type?: string;
  contract?: string;
}

export interface Contract {
  kind?: string;
  id: string;
  version?: string;
  title?: string;
  status?: string;
  domain?: string;
  tenant?: string;
  data_product?: string;
  description?: string;
  purpose?: string;
  owner?: string;
  team_description?: string;
  members?: Member[];
  contacts?: Contact[];
  support?: Support[];
  tags?: string[];
  classification?: string;
  deprecated?: boolean;
  deprecated_since?: string;
  successor?: string;
  servers?: Server[];
  datasets?: Dataset[];
  quality?: QualityRule[];
  sla?: Sla[];
  terms?: Terms;
  price?: { amount?: string; currency?: string; unit?: string };
  roles?: { name?: string; description?: string; access?: string }[];
  links?: Link[];
  history?: { version?: string; date?: string; changes?: string }[];
  ports?: Port[];
}

export interface ContractAnswer {
  id: string;
  kind?: string;
  state?: string;
  latest?: string;
  version?: string;
  versions?: number;
  seq?: number;
  created?: string;
  updated?: string;
  etag?: string;
  actor?: string;
  dialect?: string;
  spec_version?: string;
  notes?: unknown[];
  contract?: Contract;
}

export interface VersionItem {
  version: string;
  revisions?: number;
  seq?: number;
  time?: string;
  actor?: string;
  sha256?: string;
  status?: string;
  dialect?: string;
  erased?: boolean;
}

export type LevelVerdict = 'met' | 'breached' | 'unknown';
export type CheckResult = 'passed' | 'failed' | 'unknown';

// Without evidence a verdict is unknown; `reason` says why, whatever the verdict is.
export interface LevelState {
  property: string;
  value?: string;
  unit?: string;
  element?: string;
  schedule?: string;
  verdict: LevelVerdict;
  reason: string;
  due?: string;
  slack_seconds?: number;
  since?: string;
}

export interface CheckEvidence {
  time: string;
  dataset: string;
  test?: string;
  expected?: string;
  actual?: string;
}

export interface RuleState {
  dataset?: string;
  field?: string;
  index: number;
  name?: string;
  description?: string;
  metric?: string;
  dimension?: string;
  result: CheckResult;
  reason: string;
  severity?: 'warning';
  testable?: boolean;
  evidence?: CheckEvidence;
}

export interface TestState {
  dataset: string;
  field?: string;
  assertion?: string;
  name?: string;
  description?: string;
  constraint?: string;
  result: CheckResult;
  severity?: 'warning';
  evidence: CheckEvidence;
}

export interface Happened {
  time: string;
  age_seconds: number;
  dataset: string;
  job?: string;
  run?: string;
  rows?: number;
}

export interface DatasetEvidence {
  dataset: string;
  physical: { id: string; namespace: string; name: string }[];
  last_load?: Happened;
  last_failure?: Happened;
  dropped?: string;
}

export interface PortState {
  contract: string;
  title?: string;
  sla: LevelVerdict;
  quality: CheckResult;
}

export interface ContractStatus {
  id: string;
  version: string;
  time: string;
  sla: { verdict: LevelVerdict; met: number; breached: number; unknown: number; levels: LevelState[] };
  quality: {
    verdict: CheckResult;
    reason?: string;
    passed: number;
    failed: number;
    warnings: number;
    unknown: number;
    rules: RuleState[];
    tests: TestState[];
  };
  datasets: DatasetEvidence[];
  ports?: PortState[];
  complete: boolean;
}

export interface LineageNode {
  id: string;
  kind: string;
  name?: string;
  title?: string;
  domain?: string;
  owner?: string;
  type?: string;
  contract?: string;
  table?: string;
  path?: string;
  hop: number;
  status?: string;
  neighbour?: boolean;
}

export interface LineageEdge {
  from: string;
  to: string;
  relation: string;
  type?: string;
  subtype?: string;
  asserters?: { kind: string; id: string }[];
}

export interface LineageAnswer {
  roots: string[];
  nodes: LineageNode[];
  edges: LineageEdge[];
  counts_by_hop?: { upstream?: number[]; downstream?: number[] };
  nodes_total?: number;
  edges_total?: number;
  complete?: boolean;
  truncated_by?: string | null;
  cursor?: string | null;
  as_of_seq?: number;
}

export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  request_id?: string;
  errors?: { pointer?: string; message?: string; hint?: string }[];
  candidates?: unknown[];
}
