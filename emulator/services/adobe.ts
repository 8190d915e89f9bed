import { columnsOf } from '../dataset-columns.ts';
import type { SandboxDataset } from '../sandbox/format.ts';
import type { SparkColumn } from '../sandbox/population.ts';
import type { Answer, Refused } from '../server/answer.ts';
import type { ServiceRequest } from '../server/request.ts';
import { createRouter, type Router, under } from '../server/router.ts';
import type { Simulation } from '../simulation.ts';
import { Batches } from './catalog/batches.ts';
import { catalogRoutes } from './catalog/routes.ts';
import { connectionRoutes } from './cja/connections.ts';
import { dataViewRoutes } from './cja/data-views.ts';
import { CjaIngestion } from './cja/ingestion.ts';
import { PersonReports } from './cja/persons.ts';
import { reportRoutes } from './cja/reports.ts';
import { DatasetFiles } from './data-access/dataset-files.ts';
import { dataAccessRoutes } from './data-access/routes.ts';
import { cjaError, problem } from './errors.ts';
import { admitToSandbox, createGateway } from './gateway/gateway.ts';
import { imsRoutes } from './ims/routes.ts';
import { type Credentials, Tokens } from './ims/tokens.ts';
import { ingestionRoutes } from './ingestion/routes.ts';
import { Queries, type QueryObserver } from './query-service/queries.ts';
import { queryServiceRoutes } from './query-service/routes.ts';
import { identityDescriptors } from './schema-registry/descriptors.ts';
import { schemaRegistryRoutes } from './schema-registry/routes.ts';
import { profileUnion, schemasOf } from './schema-registry/schemas.ts';
import { audienceRoutes } from './segmentation/audiences.ts';
import { exportJobRoutes } from './segmentation/export-job-routes.ts';
import { ExportJobs } from './segmentation/export-jobs.ts';
import { mergePolicyRoutes } from './segmentation/merge-policies.ts';
import { segmentDefinitionRoutes } from './segmentation/segment-definitions.ts';
import { type Evaluation, segmentJobRoutes } from './segmentation/segment-jobs.ts';
import { BASE_PATHS, SERVICE_PATHS } from './service-paths.ts';

/** All emulated services over one state. */
export interface Adobe {
  /** @throws Refused with the answer of the service that refuses */
  answer(request: ServiceRequest): Promise<Answer>;
  /** The audiences of a new day have been evaluated. */
  dayStarted(evaluation: Evaluation): void;
  readonly tokens: Tokens;
  readonly exportJobs: ExportJobs;
  readonly batches: Batches;
  readonly queries: Queries;
  readonly ingestion: CjaIngestion;
  readonly persons: PersonReports;
}

export function createAdobe(
  simulation: Simulation,
  credentials: Credentials,
  observers: readonly QueryObserver[],
): Adobe {
  const { sandbox, population, chance, timeline, fates } = simulation;
  const now = (): number => timeline.now();
  const tokens = new Tokens(chance);
  const gateway = createGateway({ credentials, tokens, now });
  const batches = new Batches(simulation);
  const exportJobs = new ExportJobs(simulation, batches);
  const queries = new Queries(simulation, batches, observers);
  const ingestion = new CjaIngestion(simulation, batches);
  const persons = new PersonReports(simulation, ingestion);
  const evaluations: Evaluation[] = [];
  const columns = (dataset: SandboxDataset): readonly SparkColumn[] => columnsOf(dataset, sandbox, population);

  const hosts: readonly Host[] = [
    {
      base: BASE_PATHS.ims,
      router: createRouter(under(SERVICE_PATHS.ims, imsRoutes({ credentials, tokens, fates, now }))),
      admit: () => undefined,
      refuseUnknown: (request) => problem(404, 'EMULATOR-404', notThere(request)),
    },
    {
      base: BASE_PATHS.platform,
      router: createRouter([
        ...under(SERVICE_PATHS.segmentation, [
          ...audienceRoutes({ sandbox, population, chance }),
          ...segmentDefinitionRoutes(sandbox),
          ...segmentJobRoutes({ sandbox, evaluations, chance }),
          ...exportJobRoutes(exportJobs, simulation),
          ...mergePolicyRoutes(sandbox),
        ]),
        ...under(SERVICE_PATHS.catalog, catalogRoutes({ sandbox, batches })),
        ...under(
          SERVICE_PATHS['data-access'],
          dataAccessRoutes({ batches, files: new DatasetFiles(simulation, batches) }),
        ),
        ...under(SERVICE_PATHS.ingestion, ingestionRoutes(simulation, batches)),
        ...under(
          SERVICE_PATHS['schema-registry'],
          schemaRegistryRoutes({
            sandbox,
            schemas: schemasOf(sandbox, columns),
            union: profileUnion(population.exportColumns),
            descriptors: identityDescriptors(sandbox, chance),
            now,
          }),
        ),
        ...under(SERVICE_PATHS['query-service'], queryServiceRoutes(queries, sandbox)),
      ]),
      admit: (request) => {
        gateway.admit(request);
        admitToSandbox(request, sandbox.name);
      },
      refuseUnknown: (request) => problem(404, 'EMULATOR-404', notThere(request)),
    },
    {
      base: BASE_PATHS.cja,
      router: createRouter(
        under(SERVICE_PATHS.cja, [
          ...connectionRoutes({ sandbox, ingestion, chance }),
          ...dataViewRoutes({ sandbox, ingestion, columnsOf: columns }),
          ...reportRoutes({ sandbox, persons, columnsOf: columns }),
        ]),
      ),
      admit: gateway.admit,
      refuseUnknown: (request) => cjaError(404, 'action_not_implemented', notThere(request), request.id),
    },
  ];

  return {
    answer: async (request) => {
      const host = hosts.find(({ base }) => request.path.startsWith(`${base}/`));
      if (host === undefined) throw problem(404, 'EMULATOR-404', notThere(request));
      host.admit(request);
      const found = host.router(request.method, request.path);
      if (found === null) throw host.refuseUnknown(request);
      return found.route.handle({ ...request, params: found.params });
    },
    dayStarted: (evaluation) => {
      evaluations.push(evaluation);
      ingestion.dayStarted(evaluation.at);
      persons.dayStarted();
    },
    tokens,
    exportJobs,
    batches,
    queries,
    ingestion,
    persons,
  };
}

/** One of Adobe's hosts: who may come in, and what is there. */
interface Host {
  readonly base: string;
  readonly router: Router;
  /** @throws Refused */
  readonly admit: (request: ServiceRequest) => void;
  readonly refuseUnknown: (request: ServiceRequest) => Refused;
}

function notThere({ method, path }: ServiceRequest): string {
  return `The emulator does not model ${method} ${path}; emulator/FIDELITY.md lists what it does.`;
}
