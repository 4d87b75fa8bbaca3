using System.Net;
using System.Net.Sockets;
using System.Text;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Fleet;

/// <summary>Which workers a campaign runs, and their configuration.</summary>
internal static class FleetPlan
{
    /// <summary>The workers: 48 instances of 31 workers.</summary>
    public static IReadOnlyList<FleetWorker> Make()
    {
        Queue<int> ports = new(FreePorts(6));
        return
        [
            .. Some(Pool.Web, "web", 6, 1, _ => ports.Dequeue()),
            .. Some(Pool.Queue, "queue", 4, 3),
            .. Some(Pool.Cache, "cache", 4, 2),
            .. Some(Pool.Job, "job", 9, 1),
            .. Some(Pool.Dependent, "dependent", 5, 1),
            .. Some(Pool.Learner, "learner", 8, 1),
        ];

        static IEnumerable<FleetWorker> Some(Pool pool, string name, int count, int instances, Func<int, int>? port = null) =>
            Enumerable.Range(0, count).Select(i => new FleetWorker($"{name}{i}", pool, instances, i < 2, port?.Invoke(i) ?? 0));
    }

    /// <summary>The node's configuration, with every time pressed together so that a fault's whole story takes seconds.</summary>
    /// <param name="fleet">The workers.</param>
    /// <param name="places">Where their files are.</param>
    /// <param name="recommend">Whether decisions wait for a person.</param>
    public static string Configuration(IEnumerable<FleetWorker> fleet, Places places, bool recommend) => $$"""
        guardian {
          interval = 500ms
          host { cpu = null, memory = null, load = null }   # the machine does much else
          recovery {
            mode = {{(recommend ? "recommend" : "act")}}
            {{(recommend ? "attempts = 1, cooldown = 10m" : "cooldown = 6s")}}   # a person's one deed at a time, or the node's own way
            settle = 5s   # longer than it takes to see errors again in a new process (grace, error-window, confirm)
            verify-within = 4s, wait = 3s, parallel = 8, action-timeout = 20s
            brake { all = 60% }
            common-cause { workers = 3, within = 5s }
          }
          council.deadline = 10s
          sages.pattern { window = 3s, cascade = 1s, episode = 2s }
          alerts.group-wait = 1s
          worker-defaults {
            up-after = 200ms
            restart { delay = 200ms, cap = 2s, reset-after = 5s, budget { restarts = 3, within = 15s } }
            stop.timeout = 2s
            health {
              notify = yes, start-timeout = 30s, watchdog = 2s, grace = 1s
              confirm { times = 2, within = 3s }
              cpu = null            # busy is no fault here
              memory = 192 MiB, zombies = 2
              error-rate = "60/min", error-window = 10s
              response-time = 1s
              progress { timeout = 3s, busy-timeout = 3s }
            }
            recovery { connection-reset.signal = SIGUSR1, memory-cleanup.signal = SIGUSR2, hook-timeout = 5s }
          }
          workers {
        {{Blocks(fleet, places)}}
          }
        }
        """;

    private static string Blocks(IEnumerable<FleetWorker> fleet, Places places)
    {
        StringBuilder text = new();
        foreach (FleetWorker worker in fleet)
        {
            string work = $"\"{Programs.FaultWorker}\", \"work\", \"--marks\", \"{places.Marks}\", \"--control\", \"{places.Control}\"";
            string command = worker.Pool switch
            {
                Pool.Web => $"{work}, \"--task\", \"2s\", \"--http\", \"{worker.Port}\"",
                Pool.Queue => $"{work}, \"--task\", \"1s\", \"--tasks\", \"{places.Spool(worker.Name)}\"",
                _ => $"{work}, \"--task\", \"2s\"",
            };
            string more = worker.Pool switch
            {
                Pool.Web => $$"""
                    , health.probes {
                          ready { http = "http://127.0.0.1:{{worker.Port}}/", period = 500ms, timeout = 5s }
                        }
                    """,
                Pool.Queue => $$"""
                    , state { save = ["{{Programs.FaultWorker}}", "save"], restore = ["{{Programs.FaultWorker}}", "restore"] }
                        recovery.quarantine = ["sh", "-c", "mv {{places.Spool(worker.Name)}}/$GUARDIAN_TASK {{places.Quarantine}}/"]
                    """,
                Pool.Job or Pool.Learner => $$"""
                    , recovery.hooks.clear-lock = ["rm", "-f", "{{places.Lock(worker.Name)}}"]
                    """,
                _ => "",
            };
            text.AppendLine($$"""
                    {{worker.Name}} {
                      command = [{{command}}]
                      instances { min = 1, max = {{worker.Instances}}, start = {{worker.Instances}} }, critical = {{(worker.IsCritical ? "yes" : "no")}}{{more}}
                    }
                """);
        }

        return text.ToString();
    }

    private static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) { listener.Start(); }
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) { listener.Dispose(); }
        return ports;
    }
}
