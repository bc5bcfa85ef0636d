// One request per key: aborts the older one, keeps the old data while the new one is under way, says when it is slow.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, isAbort } from '../api/client';

export interface Resource<T> {
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  slow: boolean;
  retry: () => void;
}

interface State<T> {
  key: string | undefined;
  data: T | undefined;
  error: ApiError | undefined;
  loading: boolean;
  slow: boolean;
}

const slowAfterMs = 1000;

const asApiError = (error: unknown): ApiError =>
  error instanceof ApiError
    ? error
    : new ApiError(0, { title: 'The answer could not be read', detail: String(error) }, '');

// `key` undefined: nothing to ask yet. `keep`: show the old answer while a new key loads (search), else drop it (pages).
export function useResource<T>(
  key: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
  options: { keep?: boolean } = {},
): Resource<T> {
  const [state, setState] = useState<State<T>>({
    key: undefined,
    data: undefined,
    error: undefined,
    loading: true,
    slow: false,
  });
  const [attempt, setAttempt] = useState(0);
  const loadRef = useRef(load);
  loadRef.current = load;

  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    setState((old) => ({
      key,
      data: options.keep || old.key === key ? old.data : undefined,
      error: undefined,
      loading: true,
      slow: false,
    }));
    const slow = setTimeout(() => setState((old) => ({ ...old, slow: true })), slowAfterMs);
    loadRef
      .current(abort.signal)
      .then(
        (data) => setState({ key, data, error: undefined, loading: false, slow: false }),
        (error: unknown) => {
          if (!isAbort(error)) setState((old) => ({ ...old, error: asApiError(error), loading: false, slow: false }));
        },
      )
      .finally(() => clearTimeout(slow));
    return () => {
      clearTimeout(slow);
      abort.abort();
    };
  }, [key, attempt]);

  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  // In the render in which the key changes, the old key's data must not be taken for the new one's.
  const current = state.key === key || options.keep;
  return {
    data: current ? state.data : undefined,
    error: state.key === key ? state.error : undefined,
    loading: key !== undefined && (state.key !== key || state.loading),
    slow: state.slow,
    retry,
  };
}
