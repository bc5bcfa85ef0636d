// Contract tab: the document as it was published, byte for byte, and its other forms to take away.
import { contractPath, originalText } from '../../api/client';
import type { ContractAnswer } from '../../api/types';
import { CopyButton } from '../../components/basics';
import { Icon } from '../../components/icon';
import { ErrorNote, Skeleton } from '../../components/states';
import { shortName } from '../../model/format';
import { useResource } from '../../state/resource';

const dialects: Record<string, string> = {
  article: 'Data Contract Specification (fields form)',
  dcs: 'Data Contract Specification',
  odcs2: 'Open Data Contract Standard 2',
  odcs: 'Open Data Contract Standard',
  odps: 'Open Data Product Standard',
};

const forms: [format: string, word: string, ending: string][] = [
  ['original', 'Original', ''],
  ['odcs', 'ODCS', '.odcs.yaml'],
  ['dcs', 'DCS', '.dcs.yaml'],
  ['json', 'Model as JSON', '.json'],
];

function noteText(note: unknown): string {
  if (typeof note === 'string') return note;
  const { message, pointer } = (note ?? {}) as { message?: string; pointer?: string };
  return [pointer, message].filter(Boolean).join(': ') || JSON.stringify(note);
}

function Notes(props: { notes: unknown[] | undefined }) {
  if (!props.notes?.length) return null;
  return (
    <details class="panel">
      <summary>{props.notes.length} notes from reading it</summary>
      <ul class="rows">
        {props.notes.map((note, index) => (
          <li key={index}>{noteText(note)}</li>
        ))}
      </ul>
    </details>
  );
}

export function Document(props: { answer: ContractAnswer; version: string }) {
  const { answer, version } = props;
  const text = useResource(`${answer.id} ${version} ${answer.etag}`, (signal) =>
    originalText(answer.id, version, signal),
  );
  const name = `${shortName(answer.id)}-${answer.version ?? 'latest'}`;
  return (
    <>
      <div class="toolbar">
        <span class="muted">
          {dialects[answer.dialect ?? ''] ?? answer.dialect} {answer.spec_version}
        </span>
        <span class="grow" />
        {text.data !== undefined && <CopyButton text={text.data} label="Copy" />}
        {forms.map(([format, word, ending]) => (
          <a
            key={format}
            class="button"
            href={contractPath(answer.id, { version, format })}
            download={`${name}${ending || (text.data?.trimStart().startsWith('{') ? '.json' : '.yaml')}`}
          >
            <Icon name="download" />
            {word}
          </a>
        ))}
      </div>
      <Notes notes={answer.notes} />
      {text.error && <ErrorNote error={text.error} what="The document could not be read" retry={text.retry} />}
      {text.loading && !text.data && <Skeleton rows={1} height={420} slow={text.slow} label="Loading the document" />}
      {text.data !== undefined && (
        <pre class="document" tabIndex={0} role="region" aria-label="The contract as published">
          <code>{text.data}</code>
        </pre>
      )}
    </>
  );
}
