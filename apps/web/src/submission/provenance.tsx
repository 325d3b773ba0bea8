import { useState } from 'react';
import type { Run } from '../api/model';
import { saveFile } from '../session/save-file';
import { Digest } from '../ui/digest';
import { seedName } from './seed-name';
import { Timestamp } from '../ui/timestamp';

/** How anybody can check this run at home. */
export function Provenance({ run }: { readonly run: Run }) {
  const [failure, setFailure] = useState<string | null>(null);
  const name = `${run.scenarioId}-${seedName(run).replaceAll(' ', '-')}.record.json`;
  const save = () => {
    setFailure(null);
    saveFile(`/api/v1/runs/${encodeURIComponent(run.id)}/record`, name).catch((error: unknown) =>
      setFailure(error instanceof Error ? error.message : String(error)),
    );
  };
  return (
    <section className="provenance" aria-labelledby="provenance-title">
      <h4 id="provenance-title">Check it yourself</h4>
      <p>
        {run.world === 'live'
          ? 'The same entry, scenario and seed meet the same requests and faults on any host with a container engine; what is measured there is that host’s own:'
          : 'The same entry, scenario and seed give the same record, byte for byte, on every machine:'}
      </p>
      <pre tabIndex={0} aria-label="Commands">
        <code>
          {`regatta judge ENTRY --scenario ${run.scenarioId}.yaml --seed ${run.seed ?? 'SEED'}`}
          {run.world === 'live' ? ` --live --driver ${run.metrics?.live?.driver ?? 'light'}` : ` --record ${name}\nregatta verify ${name}`}
        </code>
      </pre>
      <p className="facts">
        {run.recordDigest !== null && (
          <>
            <button type="button" className="button" onClick={save}>
              Download the run record
            </button>
            <span>
              record <Digest value={run.recordDigest} label="record digest" />
            </span>
          </>
        )}
        <span>attempt {run.attempt}</span>
        {run.finishedAt !== null && (
          <span>
            finished <Timestamp at={run.finishedAt} />
          </span>
        )}
      </p>
      {failure !== null && (
        <p className="note note-error" role="alert">
          The record could not be downloaded: {failure}
        </p>
      )}
    </section>
  );
}
