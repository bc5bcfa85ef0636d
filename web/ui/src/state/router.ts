// The URL is the store. Links are plain <a href>; clicks within the app are taken over here.
import { signal } from '@preact/signals';
import { parseRoute, type Route } from '../model/route';

const here = (): Route => parseRoute(location.pathname, location.search);

export const route = signal<Route>(here());

interface HistoryState {
  scroll?: number;
}

function rememberScroll(): void {
  history.replaceState({ scroll: scrollY } satisfies HistoryState, '');
}

export function navigate(href: string, options: { replace?: boolean; keepScroll?: boolean } = {}): void {
  const samePath = new URL(href, location.href).pathname === location.pathname;
  if (options.replace) history.replaceState(history.state, '', href);
  else {
    rememberScroll();
    history.pushState({}, '', href);
  }
  route.value = here();
  if (!options.keepScroll && !options.replace && !samePath) scrollTo(0, 0);
}

// After Back the page's data arrives later than the event: try until the page is tall enough, for a second at most.
function restoreScroll(): void {
  const wanted = (history.state as HistoryState | null)?.scroll ?? 0;
  const until = performance.now() + 1000;
  const attempt = () => {
    scrollTo(0, wanted);
    if (Math.abs(scrollY - wanted) > 2 && performance.now() < until) requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}

function internalLink(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return undefined;
  // Pages of the server itself.
  if (/^\/(api|docs|openapi\.json|login|logout|metrics|healthz|readyz)(\/|$)/.test(link.pathname)) return undefined;
  return link;
}

export function startRouter(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => {
    route.value = here();
    restoreScroll();
  });
  addEventListener('pagehide', rememberScroll);
  document.addEventListener('click', (event) => {
    const link = internalLink(event);
    if (!link) return;
    // A jump inside the page (skip link) stays the browser's.
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    navigate(link.href, { keepScroll: link.hasAttribute('data-keep-scroll') });
  });
}
