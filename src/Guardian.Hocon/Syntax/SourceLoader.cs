namespace Guardian.Hocon.Syntax;

/// <summary>Opens the layers and includes of one configuration, and counts what they cost together.</summary>
internal sealed class SourceLoader(HoconOptions options)
{
    // In the order of the specification: what is parsed later overrides.
    private static readonly string[] s_extensions = [".properties", ".json", ".conf"];

    private readonly List<string> _open = []; // full paths of the files being parsed, outermost first
    private readonly NodeBudget _budget = new(options.Limits);
    private long _bytes;
    private int _includes;

    private HoconLimits Limits => options.Limits;

    public Node Load(HoconSource source)
    {
        if (source.Content is { } text)
        {
            HoconOrigin whole = new(source.Name, 0, 0);
            // A UTF-16 character is at least a byte: what is longer need not be measured.
            Charge(text.Length > Limits.MaxFileBytes ? text.Length : SourceText.Check(text, source.Name), whole);
            string? directory = options.BaseDirectory is { } given ? Path.GetFullPath(given) : null;
            return new HoconReader(text, source.Name, Limits, new ReaderScope(this, directory, [], [[]], Depth: 0), _budget).ReadRoot();
        }

        HoconOrigin file = new(source.Name, 0, 0);
        Node? loaded = LoadFile(source.Name, new ReaderScope(this, Directory: null, [], [[]], Depth: 0), file);
        return loaded ?? (source.IsOptional ? new ObjectNode(file) : throw new HoconException("file not found", file));
    }

    /// <summary>Loads what an include statement names; null where there is no such file.</summary>
    public ObjectNode? Include(string name, ReaderScope including, IReadOnlyList<string>? at, HoconOrigin statement)
    {
        if (!Path.IsPathRooted(name) && including.Directory is null)
        {
            string reason = $"cannot include {JsonText.Quote(name)}: a text has no directory that a relative path could start from";
            throw new HoconException(reason, statement);
        }

        if (_open.Count > Limits.MaxIncludeDepth)
        {
            throw new HoconException($"includes nest deeper than {Limits.MaxIncludeDepth} files", statement);
        }

        // The keys of an array element cannot be named by a path, so a file included there keeps the roots it was included from.
        ReaderScope scope = at is null ? including with { InArray = true }
            : at.Count == including.Path.Length ? including
            : including with { Path = [.. at], Roots = [[.. at], .. including.Roots] };
        string path = Path.GetFullPath(name, including.Directory ?? "/");
        ObjectNode? merged = null;
        foreach (string candidate in Candidates(path))
        {
            switch (LoadFile(candidate, scope, statement))
            {
                case null:
                    break;
                case ObjectNode loaded when merged is null:
                    merged = loaded;
                    break;
                case ObjectNode loaded:
                    merged.MergeFrom(loaded);
                    break;
                case Node other:
                    throw new HoconException("expected an object at the root of an included file, found an array", other.Origin);
            }
        }

        return merged;
    }

    /// <summary>A name without a known extension means all files that it becomes with one, after a file of exactly that name.</summary>
    private static IEnumerable<string> Candidates(string path)
    {
        IEnumerable<string> extended = s_extensions.Select(extension => path + extension);
        return s_extensions.Contains(Path.GetExtension(path), StringComparer.Ordinal) ? [path]
            : File.Exists(path) ? [path, .. extended]
            : extended;
    }

    private Node? LoadFile(string path, ReaderScope scope, HoconOrigin from)
    {
        string full = Path.GetFullPath(path);
        string shown = scope.Directory is null ? path : Shown(full, scope);
        if (_open.Contains(full))
        {
            string circle = string.Join(" -> ", _open.SkipWhile(open => open != full).Append(full).Select(Path.GetFileName));
            throw new HoconException($"files include each other in a circle: {circle}", from);
        }

        byte[]? bytes = Read(full, shown, from);
        if (bytes is null)
        {
            return null;
        }

        if (_open.Count > 0 && ++_includes > Limits.MaxIncludes)
        {
            throw new HoconException($"more than {Limits.MaxIncludes} files are included", from);
        }

        string text = SourceText.Decode(bytes, shown);
        if (Path.GetExtension(full) == ".properties")
        {
            return PropertiesReader.Read(text, shown, _budget, scope.Depth);
        }

        _open.Add(full);
        try
        {
            string? directory = Path.GetDirectoryName(full);
            ReaderScope inside = scope with
            {
                Directory = directory,
                TopDirectory = scope.TopDirectory ?? directory,
                TopName = scope.TopName ?? path,
            };
            return new HoconReader(text, shown, Limits, inside, _budget).ReadRoot();
        }
        finally
        {
            _open.RemoveAt(_open.Count - 1);
        }
    }

    /// <summary>An included file is named as the user named the main file: relative if that was relative.</summary>
    private static string Shown(string full, ReaderScope scope)
    {
        if (scope is not { TopName: { } top, TopDirectory: { } directory } || Path.IsPathRooted(top))
        {
            return full;
        }

        string relative = Path.GetRelativePath(directory, full);
        return Path.IsPathRooted(relative) ? full : Path.Combine(Path.GetDirectoryName(top) ?? "", relative);
    }

    /// <summary>Reads a file up to the limit; null when there is none.</summary>
    private byte[]? Read(string full, string shown, HoconOrigin from)
    {
        try
        {
            using FileStream stream = new(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            using MemoryStream content = new();
            byte[] buffer = new byte[64 * 1024];
            for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                content.Write(buffer, 0, read);
                if (content.Length > Limits.MaxFileBytes)
                {
                    break; // a device or a pipe may never end
                }
            }

            Charge(content.Length, new HoconOrigin(shown, 0, 0));
            return content.ToArray();
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            string reason = Directory.Exists(full) ? "is a directory" : refused.Message;
            throw new HoconException($"cannot read {shown}: {reason}", from, refused);
        }
    }

    private void Charge(long bytes, HoconOrigin source)
    {
        if (bytes > Limits.MaxFileBytes)
        {
            throw new HoconException($"larger than the limit of {Limits.MaxFileBytes} bytes", source);
        }

        if ((_bytes += bytes) > Limits.MaxTotalBytes)
        {
            throw new HoconException($"all files together are larger than the limit of {Limits.MaxTotalBytes} bytes", source);
        }
    }
}
