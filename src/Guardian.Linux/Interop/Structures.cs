using System.Runtime.InteropServices;

namespace Guardian.Linux.Interop;

/// <summary><c>struct statx</c>, which has one layout on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileFacts
{
    [FieldOffset(4)] public uint BlockSize;
    [FieldOffset(20)] public uint Owner;
    [FieldOffset(24)] public uint Group;
    [FieldOffset(28)] public ushort Mode;
    [FieldOffset(32)] public ulong Inode;
    [FieldOffset(40)] public ulong Size;
    [FieldOffset(112)] public long ModifiedSeconds;
    [FieldOffset(120)] public uint ModifiedNanoseconds;

    public readonly bool IsDirectory => (Mode & 0xF000) == 0x4000;

    public readonly bool IsRegular => (Mode & 0xF000) == 0x8000;
}

/// <summary><c>siginfo_t</c> as waitid(2) fills it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct ExitFacts
{
    [FieldOffset(8)] public int Code;
    [FieldOffset(16)] public int Pid;
    [FieldOffset(24)] public int Status;
}

/// <summary><c>struct pidfd_info</c> in its first published size.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct PidfdInfo
{
    [FieldOffset(0)] public ulong Mask;
    [FieldOffset(60)] public int ExitCode;
}

/// <summary><c>struct msghdr</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public void* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public void* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public void* Start;
    public nuint Length;
}

/// <summary><c>struct cmsghdr</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    public nuint Length;
    public int Level;
    public int Type;
}

/// <summary><c>struct ucred</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Credentials
{
    public int Pid;
    public uint User;
    public uint Group;
}

/// <summary><c>struct pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollFile
{
    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary><c>struct passwd</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswordEntry
{
    public byte* Name;
    public byte* Password;
    public uint User;
    public uint Group;
    public byte* Comment;
    public byte* Home;
    public byte* Shell;
}

/// <summary><c>struct timespec</c> on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ClockTime
{
    private const long PerSecond = 1_000_000_000;

    public long Seconds;
    public long Nanoseconds;

    public static ClockTime FromNanoseconds(long time) => new() { Seconds = time / PerSecond, Nanoseconds = time % PerSecond };

    public readonly long ToNanoseconds() => (Seconds * PerSecond) + Nanoseconds;
}

/// <summary><c>struct itimerspec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimerTimes
{
    public ClockTime Interval;
    public ClockTime First;
}
