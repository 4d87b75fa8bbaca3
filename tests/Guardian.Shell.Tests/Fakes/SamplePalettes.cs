using Guardian.Shell.Nodes;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>Palettes with one command of every kind.</summary>
internal static class SamplePalettes
{
    public const string Json = """
        [
          { "name": "worker", "summary": "Workers of this node", "commands": [
            { "name": "list", "summary": "All workers", "method": "GET", "path": "/api/v1/workers", "watchable": true,
              "arguments": [], "options": [ { "name": "state", "summary": "Only in this state", "kind": "text", "choices": ["healthy", "dead"] } ],
              "result": { "kind": "table", "columns": [
                { "title": "Name", "field": "name", "format": "text" }, { "title": "State", "field": "state", "format": "state" },
                { "title": "Inst", "field": "instances[]" }, { "title": "Pids", "field": "instances[].pid" },
                { "title": "Memory", "field": "usage.rssBytes", "format": "bytes" }, { "title": "CPU", "field": "usage.cpuPercent", "format": "percent" },
                { "title": "Up", "field": "startedAt", "format": "since" }, { "title": "Failed", "field": "failedAt", "format": "ago" },
                { "title": "Critical", "field": "critical", "format": "flag" } ] } },
            { "name": "show", "summary": "One worker", "method": "GET", "path": "/api/v1/workers/{name}",
              "arguments": [ { "name": "name", "summary": "Its name", "kind": "text", "required": true, "completeFrom": "/api/v1/names" } ],
              "result": { "kind": "record", "columns": [] } },
            { "name": "scale", "summary": "Change the number of instances", "method": "POST", "path": "/api/v1/workers/{name}/scale",
              "arguments": [ { "name": "name", "summary": "Its name", "required": true, "completeFrom": "/api/v1/names" },
                             { "name": "count", "summary": "How many", "kind": "number", "required": true } ],
              "options": [ { "name": "drain", "summary": "Wait for tasks", "kind": "flag" }, { "name": "timeout", "summary": "How long", "kind": "duration" } ],
              "result": { "kind": "message" } },
            { "name": "stop", "summary": "Stop it", "method": "POST", "path": "/api/v1/workers/{name}/stop", "confirm": "Stop {name} on this node?",
              "arguments": [ { "name": "name", "summary": "Its name", "required": true, "completeFrom": "/api/v1/names" } ],
              "result": { "kind": "message" } },
            { "name": "logs", "summary": "Its log", "method": "GET", "path": "/api/v1/workers/{name}/logs", "streams": true,
              "arguments": [ { "name": "name", "summary": "Its name", "required": true, "completeFrom": "/api/v1/names" } ],
              "options": [ { "name": "follow", "summary": "Go on", "kind": "flag" }, { "name": "lines", "summary": "How many", "kind": "number" } ],
              "result": { "kind": "text" } } ] },
          { "name": "alert", "summary": "Alerts", "commands": [
            { "name": "tail", "summary": "Alerts as they come", "method": "GET", "path": "/api/v1/alerts/tail", "streams": true,
              "result": { "kind": "table", "columns": [ { "title": "At", "field": "at", "format": "ago" }, { "title": "Text", "field": "text" } ] } } ] },
          { "name": "actor", "summary": "Actors", "commands": [
            { "name": "hierarchy", "summary": "All actors", "method": "GET", "path": "/api/v1/actors", "result": { "kind": "tree" } } ] },
          { "name": "node", "summary": "This node", "commands": [
            { "name": "show", "summary": "What it is", "method": "GET", "path": "/api/v1/node", "result": { "kind": "record" } } ] }
        ]
        """;

    public static PaletteSet Set { get; } = PaletteReader.Read(System.Text.Encoding.UTF8.GetBytes(Json));
}
