using System.Runtime.InteropServices;
using System.Text;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Tests.Support;

/// <summary>Sends datagrams with control messages, as a worker's C library would.</summary>
internal static unsafe partial class DescriptorPassing
{
    /// <summary>Sends copies of a descriptor along.</summary>
    public static void Send(string path, string text, int count)
    {
        int descriptor = Libc.Open("/dev/null", Constants.O_RDONLY | Constants.O_CLOEXEC, 0);
        Span<int> descriptors = stackalloc int[count];
        descriptors.Fill(descriptor);
        Send(path, text, Constants.SCM_RIGHTS, MemoryMarshal.AsBytes(descriptors));
        _ = Libc.Close(descriptor);
    }

    /// <summary>Sends with the credentials of another user, which root may.</summary>
    public static void SendAs(string path, string text, uint user)
    {
        Credentials credentials = new() { Pid = Environment.ProcessId, User = user, Group = 0 };
        Send(path, text, Constants.SCM_CREDENTIALS, MemoryMarshal.AsBytes(new Span<Credentials>(ref credentials)));
    }

    private static void Send(string path, string text, int type, ReadOnlySpan<byte> data)
    {
        byte* control = stackalloc byte[1024];
        ControlHeader* header = (ControlHeader*)control;
        *header = new ControlHeader { Length = (nuint)(sizeof(ControlHeader) + data.Length), Level = Constants.SOL_SOCKET, Type = type };
        data.CopyTo(new Span<byte>(header + 1, data.Length));
        byte* address = stackalloc byte[110];
        new Span<byte>(address, 110).Clear();
        address[0] = Constants.AF_UNIX;
        int length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, 107));
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int socket = Libc.Socket(Constants.AF_UNIX, Constants.SOCK_DGRAM | Constants.SOCK_CLOEXEC, 0);
        fixed (byte* pointer = bytes)
        {
            IoVector vector = new() { Start = pointer, Length = (nuint)bytes.Length };
            MessageHeader message = new()
            {
                Name = address,
                NameLength = (uint)(2 + length + 1),
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = header->Length,
            };
            nint sent = SendMessage(socket, &message, 0);
            _ = Libc.Close(socket);
            sent.ShouldBe(bytes.Length, Errno.Describe(Errno.Last));
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint SendMessage(int socket, MessageHeader* message, int flags);
}
