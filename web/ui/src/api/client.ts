// The only module that talks to the server. Answers are JSON or text; failures are ApiError, whatever went wrong.
import type {
  ContractAnswer,
  ContractStatus,
  LineageAnswer,
  Problem,
  SearchAnswer,
  Suggestion,
  VersionItem,
} from './types';

const base = '/api/v1';

export class ApiError extends Error {
  // 0: the server could not be reached.
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly requestId: string,
  ) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
  }
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

// The server may put answers of the first page's requests into the document: {"<path and query>": <answer>}.
const boot: Record<string, unknown> = readBoot();

function readBoot(): Record<string, unknown> {
  try {
    return JSON.parse(document.getElementById('boot')?.textContent ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function takeBoot(path: string): unknown {
  const answer = boot[path];
  delete boot[path];
  return answer;
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return { title: response.statusText || 'Unexpected answer', status: response.status };
  }
}

async function request(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { headers: { accept }, credentials: 'same-origin', ...(signal ? { signal } : {}) });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(0, { title: 'The server cannot be reached' }, '');
  }
  if (response.ok) return response;
  const problem = await problemOf(response);
  throw new ApiError(response.status, problem, response.headers.get('x-request-id') ?? problem.request_id ?? '');
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const early = takeBoot(path);
  if (early !== undefined) return early as T;
  return (await request(path, 'application/json', signal)).json() as Promise<T>;
}

// --- Paths: also what download links point at ---------------------------------------------------------------------

export const searchPath = (parameters: URLSearchParams): string => `${base}/search?${parameters}`;

export function contractPath(id: string, options: { version?: string; format?: string } = {}): string {
  const version = options.version ? `/versions/${encodeURIComponent(options.version)}` : '';
  return `${base}/contracts/${encodeURIComponent(id)}${version}?format=${options.format ?? 'json'}`;
}

export interface LineageQuery {
  node: string;
  direction?: 'upstream' | 'downstream' | 'both';
  depth?: number;
  level?: 'dataset' | 'column';
  limit?: number;
  cursor?: string;
  format?: string;
}

export function lineagePath(query: LineageQuery): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return `${base}/lineage?${parameters}`;
}

// --- Calls --------------------------------------------------------------------------------------------------------

export const search = (parameters: URLSearchParams, signal?: AbortSignal) =>
  getJson<SearchAnswer>(searchPath(parameters), signal);

export const suggest = async (q: string, limit: number, signal?: AbortSignal) =>
  (
    await getJson<{ items: Suggestion[] }>(
      `${base}/suggest?${new URLSearchParams({ q, limit: String(limit) })}`,
      signal,
    )
  ).items;

export const contract = (id: string, version: string, signal?: AbortSignal) =>
  getJson<ContractAnswer>(contractPath(id, { version }), signal);

export const originalText = async (id: string, version: string, signal?: AbortSignal) =>
  (await request(contractPath(id, { version, format: 'original' }), '*/*', signal)).text();

export const versions = async (id: string, signal?: AbortSignal) =>
  (await getJson<{ items: VersionItem[] }>(`${base}/contracts/${encodeURIComponent(id)}/versions`, signal)).items;

export const contractStatus = (id: string, signal?: AbortSignal) =>
  getJson<ContractStatus>(`${base}/contracts/${encodeURIComponent(id)}/status`, signal);

export const lineage = (query: LineageQuery, signal?: AbortSignal) =>
  getJson<LineageAnswer>(lineagePath(query), signal);

export const whoami = (signal?: AbortSignal) => getJson<{ name: string; role: string }>(`${base}/whoami`, signal);
