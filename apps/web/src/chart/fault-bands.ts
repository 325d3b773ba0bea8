import type uPlot from 'uplot';

export interface FaultBand {
  readonly from: number;
  /** Null: until the end. */
  readonly to: number | null;
  readonly label: string;
}

const HATCH_PX = 7;
const NARROWEST_PX = 3;

/** Draws faults behind the lines: a tinted, hatched band with a line where it begins. */
export function faultBands(bands: readonly FaultBand[], colour: () => string): uPlot.Plugin {
  const draw = (plot: uPlot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = colour();
    ctx.fillStyle = colour();
    for (const band of bands) {
      const left = plot.valToPos(band.from, 'x', true);
      const end = band.to === null ? bbox.left + bbox.width : plot.valToPos(band.to, 'x', true);
      drawBand(ctx, bbox, left, Math.max(NARROWEST_PX, end - left));
    }
    ctx.restore();
  };
  return { hooks: { drawClear: draw } };
}

function drawBand(ctx: CanvasRenderingContext2D, bbox: uPlot.BBox, left: number, width: number): void {
  ctx.globalAlpha = 0.1;
  ctx.fillRect(left, bbox.top, width, bbox.height);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  const step = HATCH_PX * devicePixelRatio;
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
  ctx.globalAlpha = 0.9;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.stroke();
}
