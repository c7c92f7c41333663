import Foundation

/// What a command says on standard error while it goes on.
enum Complaint {
    static func print(_ text: String) { FileHandle.standardError.write(Data("lanyard: \(text)\n".utf8)) }
}
