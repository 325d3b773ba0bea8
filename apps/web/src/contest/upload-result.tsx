import { useEffect, useRef } from 'react';
import { ApiError } from '../api/api-error';
import type { Submission } from '../api/model';
import { Link } from '../routing/router';
import { ProblemList } from './problem-list';

interface Props {
  readonly fileName: string;
  readonly accepted: Submission | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

const ADVICE: Readonly<Record<string, string>> = {
  'quota-exceeded': 'The team’s submissions for today are used up. Runs that failed by the platform’s fault are given back.',
  'contest-closed': 'No more entries are taken.',
};

/** What became of an upload: said aloud, and focused when there is something to mend. */
export function UploadResult({ fileName, accepted, error, retry }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null) box.current?.focus();
  }, [error]);
  if (error !== null) {
    const { code, problems, retryable } = error instanceof ApiError ? error : new ApiError(0, 'unknown', error.message);
    return (
      <div className="note note-error" role="alert" tabIndex={-1} ref={box}>
        <p className="note-title">
          {problems.length > 0 ? `${fileName}: ${problems.length} problem${problems.length === 1 ? '' : 's'} to mend` : `${fileName} was not accepted`}
        </p>
        {problems.length > 0 ? (
          <ProblemList problems={problems} label={`Problems of ${fileName}`} />
        ) : (
          <p>
            {error.message} {ADVICE[code]}
          </p>
        )}
        {retryable && (
          <button type="button" className="button" onClick={retry}>
            Send again
          </button>
        )}
      </div>
    );
  }
  if (accepted === undefined) return <div role="status" />;
  return (
    <div className="note note-good" role="status">
      <p className="note-title">{fileName} was accepted</p>
      <p>
        {accepted.runs.length} runs are queued. <Link href={`/submissions/${encodeURIComponent(accepted.id)}`}>Watch this submission</Link>
      </p>
      {accepted.warnings.length > 0 && <ProblemList problems={accepted.warnings} label="Warnings" />}
    </div>
  );
}
