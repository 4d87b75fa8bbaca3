namespace Guardian; internal static class Placeholder;
