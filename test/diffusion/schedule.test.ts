import { describe, expect, it } from "vitest";
import { cosineSchedule, linearSchedule, scheduleOf, spacedSteps } from "../../lib/diffusion/index.js";

describe("a noise schedule", () => {
  it("of cosine form follows the squared cosine until the bound on beta", () => {
    const { alphaBar, beta } = cosineSchedule({ steps: 100 });
    const f = (u: number) => Math.cos(((u + 0.008) / 1.008) * (Math.PI / 2)) ** 2;
    expect(alphaBar[49]).toBeAllClose(f(0.5) / f(0), { rtol: 1e-12 });
    expect(beta[99]).toBe(0.999);
  });

  it("ends exactly at the last beta", () => {
    expect(linearSchedule({ steps: 7, from: 0.1, to: 0.7 }).beta[6]).toBe(0.7);
    expect([...linearSchedule({ steps: 1 }).beta]).toEqual([1e-4]);
  });

  it("adds no noise in the first step's reverse: its posterior variance is exactly 0", () => {
    expect(cosineSchedule().posteriorVariance[0]).toBe(0);
    expect(linearSchedule().posteriorVariance[0]).toBe(0);
  });

  it("refuses betas that are no variances, and says which", () => {
    expect(() => scheduleOf([0.1, 1])).toThrow(/beta\[1\] is 1; give numbers above 0 and below 1/);
    expect(() => scheduleOf([])).toThrow(/0 is no number of steps/);
    expect(() => linearSchedule({ steps: 2.5 })).toThrow(/2.5 is no number of steps/);
  });

  it("visits evenly spread steps and always the last", () => {
    const schedule = linearSchedule({ steps: 10 });
    expect(spacedSteps(schedule, 10)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(spacedSteps(schedule, 1)).toEqual([9]);
    expect(spacedSteps(schedule, 3)).toEqual([9, 6, 2]);
    expect(() => spacedSteps(schedule, 11)).toThrow(/whole number from 1 to 10/);
  });
});
