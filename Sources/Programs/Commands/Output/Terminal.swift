import Foundation

/// Standard output, which may be a terminal or a file.
enum Terminal {
    /// Ends the line for people; files and pipes get the text alone, since clients take a newline for part of a token.
    static func printWithoutNewlineInFiles(_ text: String) {
        let end = isatty(STDOUT_FILENO) == 1 ? "\n" : ""
        FileHandle.standardOutput.write(Data((text + end).utf8))
    }
}
