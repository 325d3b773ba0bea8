import { Link } from '../routing/router';
import { PageTitle } from '../ui/page-title';

export function NotFoundPage() {
  return (
    <>
      <PageTitle title="No such page" />
      <p>
        Nothing is moored here. <Link href="/contests">See all contests</Link>.
      </p>
    </>
  );
}
