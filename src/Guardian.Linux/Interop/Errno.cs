using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Guardian.Linux.Interop;

/// <summary>The error of the last C library call, in numbers and words.</summary>
internal static class Errno
{
    public static int Last => Marshal.GetLastPInvokeError();

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    public static Win32Exception Exception(string call) => Exception(call, Last);

    public static Win32Exception Exception(string call, int error) => new(error, $"{call}: {Describe(error)}");
}
