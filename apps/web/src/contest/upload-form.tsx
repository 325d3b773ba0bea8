import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type DragEvent, useId, useState } from 'react';
import { ApiError } from '../api/api-error';
import type { Contest, Submission } from '../api/model';
import { MAX_ENTRY_BYTES, newIdempotencyKey, submitEntry } from '../api/submit-entry';
import { useToken } from '../session/token';
import { TokenForm } from '../ui/token-form';
import { UploadResult } from './upload-result';

const ACCEPTED = '.yaml,.yml,.json,.zip,.tgz,.gz,application/gzip,application/zip';

interface Upload {
  readonly file: File;
  readonly key: string;
}

export function UploadForm({ contest }: { readonly contest: Contest }) {
  const token = useToken();
  const closed = contest.phase === 'closed' || contest.phase === 'upcoming';
  return (
    <section className="panel" aria-labelledby="upload-title">
      <h2 id="upload-title">Submit an entry</h2>
      {closed ? (
        <p className="muted">{contest.phase === 'closed' ? 'The contest is closed: no more entries are judged.' : 'The contest has not opened yet.'}</p>
      ) : token === null ? (
        <>
          <p>A token says which team an entry belongs to. It stays in this tab only.</p>
          <TokenForm />
        </>
      ) : (
        <Dropzone contest={contest} />
      )}
    </section>
  );
}

function Dropzone({ contest }: { readonly contest: Contest }) {
  const [over, setOver] = useState(false);
  const id = useId();
  const upload = useUpload(contest.id);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file !== undefined && !upload.isPending) upload.mutate({ file, key: newIdempotencyKey() });
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') take(event.dataTransfer.files);
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    take(event.target.files);
    // The same file again, mended, has to count as a change.
    event.target.value = '';
  };
  return (
    <>
      <div className="dropzone" data-over={over || undefined} onDragOver={drag} onDragLeave={drag} onDrop={drag}>
        <label htmlFor={id} className="button button-main" aria-disabled={upload.isPending}>
          {upload.isPending ? 'Sending…' : 'Choose a file'}
        </label>
        <input id={id} className="file-input" type="file" accept={ACCEPTED} onChange={choose} disabled={upload.isPending} aria-describedby={`${id}-help`} />
        <p id={`${id}-help`} className="muted">
          or drop it here: one .yaml or .json file, a .zip or a .tar.gz, at most 8 MiB. What <code>kubectl apply</code>, <code>docker stack deploy</code> or
          Marathon take works unchanged.
        </p>
      </div>
      <UploadResult
        fileName={upload.variables?.file.name ?? ''}
        accepted={upload.data}
        error={upload.error}
        retry={() => upload.variables !== undefined && upload.mutate(upload.variables)}
      />
    </>
  );
}

function useUpload(contestId: string) {
  const queries = useQueryClient();
  return useMutation<Submission, Error, Upload>({
    mutationFn: async ({ file, key }) => {
      if (file.size > MAX_ENTRY_BYTES)
        throw new ApiError(413, 'entry-too-large', `${file.name} has ${(file.size / 1024 / 1024).toFixed(1)} MiB; an entry may have 8 MiB.`);
      return submitEntry(contestId, file, key);
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['submissions', contestId] }),
  });
}
