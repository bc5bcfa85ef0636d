// A page that is loaded when it is first shown.
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Skeleton } from '../components/states';

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [, setReady] = useState(loaded !== undefined);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (component) => {
          loaded = component;
          setReady(true);
        },
        () => setFailed(true),
      );
    }, []);
    if (loaded) {
      const Page = loaded;
      return <Page {...props} />;
    }
    if (!failed) return <Skeleton rows={3} height={90} label="Loading the page" />;
    return (
      <section class="note bad" role="alert">
        <h2>This page could not be loaded</h2>
        <p>The server may have been updated. Loading the page again usually helps.</p>
        <button type="button" onClick={() => location.reload()}>
          Load again
        </button>
      </section>
    );
  };
}
