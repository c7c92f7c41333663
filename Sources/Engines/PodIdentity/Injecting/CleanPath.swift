/// Slash-separated paths in their shortest form.
enum CleanPath {
    /// A path without doubled and trailing slashes, `.` and `..`, as Go's `path.Clean` gives it.
    static func clean(_ path: some StringProtocol) -> String {
        let isAbsolute = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in String(path).split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isAbsolute {
                parts.append(part)
            }
        }
        let text = (isAbsolute ? "/" : "") + parts.joined(separator: "/")
        return text.isEmpty ? "." : text
    }

    /// The path of a file in a directory.
    static func join(_ directory: String, _ file: String) -> String {
        if directory.isEmpty { return file.isEmpty ? "" : clean(file) }
        return clean(directory + "/" + file)
    }
}
