using System.Runtime.InteropServices;
using System.Text;

namespace Guardian.Linux.Interop;

/// <summary>A null-terminated array of C strings in one block of native memory, as exec wants its arguments and environment.</summary>
internal unsafe ref struct NativeStrings : IDisposable
{
    private byte** _block;

    public readonly byte** Pointer => _block;

    /// <summary>Copies the strings as UTF-8. None of them may contain a NUL character.</summary>
    public static NativeStrings From(ReadOnlySpan<string> strings)
    {
        nuint size = (nuint)((strings.Length + 1) * sizeof(byte*));
        foreach (string text in strings) { size += (nuint)Encoding.UTF8.GetMaxByteCount(text.Length) + 1; }

        byte** block = (byte**)NativeMemory.Alloc(size);
        byte* at = (byte*)(block + strings.Length + 1);
        byte* end = (byte*)block + size;
        for (int i = 0; i < strings.Length; i++)
        {
            block[i] = at;
            at += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(at, (int)(end - at)));
            *at++ = 0;
        }

        block[strings.Length] = null;
        return new NativeStrings { _block = block };
    }

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
