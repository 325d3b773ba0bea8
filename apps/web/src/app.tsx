import { ContestPage } from './pages/contest-page';
import { HomePage } from './pages/home-page';
import { NotFoundPage } from './pages/not-found-page';
import { ScenarioPage } from './pages/scenario-page';
import { ScoringPage } from './pages/scoring-page';
import { SubmissionPage } from './pages/submission-page';
import { Link, routeOf, usePath } from './routing/router';
import { SiteHeader } from './ui/site-header';

export function App() {
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <SiteHeader />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
      <footer className="site-footer">
        <p>
          Scores: 0 is the baseline entry, 100 the best known. Every simulated run can be replayed: same engine, scenario, seed and entry give the same record.{' '}
          <Link href="/scoring">How a score comes about</Link> · <a href="/api/openapi.json">API description</a>
        </p>
      </footer>
    </>
  );
}

/** Keyed by what is shown, so that no state of one submission or contest leaks into the next. */
function Page() {
  const route = routeOf(usePath());
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'contest':
      return <ContestPage key={route.id} id={route.id} />;
    case 'submission':
      return <SubmissionPage key={route.id} id={route.id} />;
    case 'scenario':
      return <ScenarioPage key={route.id} id={route.id} />;
    case 'scoring':
      return <ScoringPage />;
    case 'unknown':
      return <NotFoundPage />;
  }
}
