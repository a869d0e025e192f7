import { describe, expect, it } from "vitest";
import { apiWithSample } from "../support/api-with-sample.ts";

const shop = apiWithSample();
let names = 0;

async function newStage(): Promise<{ readonly pipeline: string; readonly stage: string }> {
  names += 1;
  const pipeline = (await shop.post("/v1/pipelines", { name: `Way ${names}` })).body.id;
  const stage = (await shop.post("/v1/stages", { pipeline_id: pipeline, name: "First" })).body.id;
  return { pipeline, stage };
}

async function newAffiliateIn(stage: string): Promise<string> {
  const { id } = (await shop.post("/v1/affiliates", { name: "Joan", email: "joan@a.example" })).body;
  expect((await move(id, stage)).status).toBe(200);
  return id;
}

const move = (affiliate: string, stage: string | null) =>
  shop.post(`/v1/affiliates/${affiliate}/stage`, { stage_id: stage });

describe("a stage and its pipeline", () => {
  it("are not archived while affiliates are in them, and say how many", async () => {
    const { pipeline, stage } = await newStage();
    const inside = [await newAffiliateIn(stage), await newAffiliateIn(stage)];
    for (const path of [`/v1/stages/${stage}`, `/v1/pipelines/${pipeline}`]) {
      const { status, body } = await shop.post(`${path}/archive`);
      expect([status, body.error.message]).toEqual([409, expect.stringContaining("has 2 affiliates in it")]);
      expect((await shop.get(path)).body.archived_at).toBeNull();
    }
    await shop.post(`/v1/affiliates/${inside[0]}/archive`);
    await move(String(inside[1]), null);
    for (const path of [`/v1/stages/${stage}`, `/v1/pipelines/${pipeline}`]) {
      expect((await shop.post(`${path}/archive`)).status).toBe(200);
    }
  });

  it.each(["stages", "pipelines"])("let nobody in once they are archived: %s", async (kind) => {
    const { pipeline, stage } = await newStage();
    const { stage: elsewhere } = await newStage();
    const affiliate = await newAffiliateIn(elsewhere);
    await shop.post(`/v1/${kind}/${kind === "stages" ? stage : pipeline}/archive`);
    const { status, body } = await move(affiliate, stage);
    expect([status, body.error.param]).toEqual([409, "stage_id"]);
    expect((await shop.get(`/v1/affiliates/${affiliate}`)).body.stage_id).toBe(elsewhere);
  });

  it.each(["stages", "pipelines"])(
    "let back in who was archived once they are restored: %s",
    async (kind) => {
      const { pipeline, stage } = await newStage();
      const affiliate = await newAffiliateIn(stage);
      const path = `/v1/${kind}/${kind === "stages" ? stage : pipeline}`;
      await shop.post(`/v1/affiliates/${affiliate}/archive`);
      await shop.post(`${path}/archive`);
      const refused = await shop.post(`/v1/affiliates/${affiliate}/restore`);
      expect([refused.status, refused.body.error.param]).toEqual([409, "stage_id"]);
      await shop.post(`${path}/restore`);
      expect((await shop.post(`/v1/affiliates/${affiliate}/restore`)).status).toBe(200);
    },
  );

  it("hold nobody, whoever of those who move in and archive at once comes first", async () => {
    for (let round = 0; round < 8; round += 1) {
      const { stage } = await newStage();
      const affiliate = await newAffiliateIn((await newStage()).stage);
      const [moved, archived] = await Promise.all([
        move(affiliate, stage),
        shop.post(`/v1/stages/${stage}/archive`),
      ]);
      expect([moved.status, archived.status].sort()).toEqual([200, 409]);
    }
  });
});
