// Words for status and classification, each with a glyph, so that colour only repeats them.
import { Badge, type Tone } from '../../components/basics';
import type { IconName } from '../../components/icon';
import { capitalised } from '../../model/format';

const statuses: Record<string, [tone: Tone, icon: IconName]> = {
  active: ['good', 'check'],
  draft: ['plain', 'question'],
  proposed: ['plain', 'question'],
  deprecated: ['warn', 'alert'],
  retired: ['warn', 'archive'],
};

// `quiet`: active is the normal case and not worth a badge in a list.
export function StatusBadge(props: { status: string; quiet?: boolean }) {
  if (!props.status || (props.quiet && props.status === 'active')) return null;
  const [tone, icon] = statuses[props.status] ?? (['plain', undefined] as const);
  return (
    <Badge tone={tone} {...(icon ? { icon } : {})}>
      {capitalised(props.status)}
    </Badge>
  );
}

const sensitive = /restrict|confiden|secret|sensitiv/i;

export function ClassBadge(props: { classification: string | undefined }) {
  if (!props.classification) return null;
  const locked = sensitive.test(props.classification);
  return (
    <Badge tone={locked ? 'private' : 'plain'} {...(locked ? { icon: 'lock' as const } : {})} title="Classification">
      {capitalised(props.classification)}
    </Badge>
  );
}
