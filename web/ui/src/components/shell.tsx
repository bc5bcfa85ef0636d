// The frame of every page: 52 px bar, main landmark, live region.
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { announce, announcement } from '../state/announce';
import { type Theme, theme } from '../state/preferences';
import { navigate, route } from '../state/router';
import { bind } from '../state/shortcuts';
import { HelpButton } from './help_dialog';
import { Icon, type IconName } from './icon';
import { SearchBox } from './search_box';

const themes: { value: Theme; icon: IconName; word: string; next: Theme }[] = [
  { value: 'auto', icon: 'auto', word: 'as the system', next: 'light' },
  { value: 'light', icon: 'sun', word: 'light', next: 'dark' },
  { value: 'dark', icon: 'moon', word: 'dark', next: 'auto' },
];

function ThemeButton() {
  const now = themes.find((item) => item.value === theme.value) ?? themes[0];
  if (!now) return null;
  const switchTheme = () => {
    theme.value = now.next;
    announce(`Theme: ${themes.find((item) => item.value === now.next)?.word}`);
  };
  return (
    <button type="button" class="icon-button" title={`Theme: ${now.word}`} onClick={switchTheme}>
      <Icon name={now.icon} />
      <span class="sr">
        Theme: {now.word}. Switch to {now.next}
      </span>
    </button>
  );
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    announce('Link copied');
  } catch {
    announce('Copying is not allowed here');
  }
}

function Announcer() {
  return (
    <div class="sr" role="status" aria-live="polite" id="announcer">
      {announcement.value}
    </div>
  );
}

function focusSearch(): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>('input[role=combobox]')];
  const box = boxes.find((input) => input.offsetParent !== null);
  box?.focus();
  box?.select();
}

export function Shell(props: { children: ComponentChildren }) {
  useEffect(
    () =>
      bind({
        '/': focusSearch,
        'mod+k': focusSearch,
        'g h': () => navigate('/'),
        'g s': () => navigate('/search'),
        y: copyLink,
      }),
    [],
  );
  const home = route.value.page === 'home';
  return (
    <>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href="/" aria-current={home ? 'page' : undefined}>
          <img src="/icon.svg" alt="" width="26" height="26" />
          <span>Trama</span>
        </a>
        {home ? <span class="grow" /> : <SearchBox id="search-bar" />}
        <nav aria-label="Main">
          <a href="/search" aria-current={route.value.page === 'search' ? 'page' : undefined}>
            Browse
          </a>
          <a href="/docs">API</a>
        </nav>
        <ThemeButton />
        <HelpButton />
      </header>
      <main id="main" tabIndex={-1}>
        {props.children}
      </main>
      <Announcer />
    </>
  );
}
