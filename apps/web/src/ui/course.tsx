const FROM = -100;
const TO = 125;
const place = (score: number): number => ((Math.min(TO, Math.max(FROM, score)) - FROM) / (TO - FROM)) * 100;

/** Where a score lies on the course from the worst (−100) past the baseline buoy (0) and the best-known buoy (100). Decoration: the number stands beside it. */
export function Course({ score }: { readonly score: number | null }) {
  return (
    <svg className="course" viewBox="0 0 120 18" aria-hidden="true">
      <line className="course-water" x1="0" x2="120" y1="12" y2="12" />
      {[0, 100].map((buoy) => (
        <path key={buoy} className="course-buoy" d={`M ${place(buoy) * 1.2} 3 v 12`} />
      ))}
      {score !== null && (
        <>
          <line className="course-wake" x1={place(0) * 1.2} x2={place(score) * 1.2} y1="12" y2="12" />
          <path
            className="course-boat"
            d="M -6 12 h 12 c -1 3 -2.500 4 -4 4 h -4 c -1.500 0 -3 -1 -4 -4 z M -0.500 11 v -9 l 5.500 9 z"
            transform={`translate(${place(score) * 1.2} 0)`}
          />
        </>
      )}
    </svg>
  );
}
