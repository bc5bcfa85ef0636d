import './styles/base.css';
import './styles/frame.css';
import './styles/search.css';
import './styles/product.css';
import './styles/lineage.css';
import './styles/help.css';
import { render } from 'preact';
import { Shell } from './components/shell';
import { NotFound } from './components/states';
import { route, startRouter } from './state/router';
import { startShortcuts } from './state/shortcuts';
import { lazy } from './views/lazy';

const Home = lazy(async () => (await import('./views/home')).default);
const Search = lazy(async () => (await import('./views/search/search')).default);
const Product = lazy(async () => (await import('./views/product/product')).default);
const Lineage = lazy(async () => (await import('./views/lineage/lineage')).default);

function Page() {
  const { page, path, id } = route.value;
  if (page === 'home') return <Home />;
  if (page === 'search') return <Search />;
  if (page === 'product') return <Product key={id} />;
  if (page === 'lineage') return <Lineage key={id} />;
  return <NotFound what="There is no such page" name={path.slice(1)} />;
}

startRouter();
startShortcuts();
const app = document.getElementById('app');
if (app) {
  render(
    <Shell>
      <Page />
    </Shell>,
    app,
  );
}
