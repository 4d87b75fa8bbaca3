namespace Guardian.Actors;

internal static class Marker;
