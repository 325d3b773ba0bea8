import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../api/queries';
import { Link } from '../routing/router';
import { useToken, writeToken } from '../session/token';
import { TokenForm } from './token-form';

export function SiteHeader() {
  const token = useToken();
  const me = useQuery(meQuery(token));
  return (
    <header className="site-header">
      <div className="site-header-inner">
        <Link href="/" className="brand">
          <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
            <path d="M15 4v17H5z" className="brand-main" />
            <path d="M17.500 9v12h8z" className="brand-jib" />
            <path d="M4 23.500h24c-2 3-4 4-6 4H10c-2 0-4-1-6-4z" className="brand-hull" />
          </svg>
          Regatta
        </Link>
        <div className="who">
          {token === null ? (
            <TokenForm />
          ) : (
            <>
              <span className="who-name">
                {me.data !== undefined ? (me.data.team?.name ?? me.data.role) : me.isError ? 'Token not accepted' : 'Signing in…'}
              </span>
              <button type="button" className="button button-quiet" onClick={() => writeToken(null)}>
                Forget token
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
