package import AWSVocabulary
import JSONTree

/// The access key that the first start made for the administrator.
package struct AdministratorCredentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secret: Secret

    /// Reads them from a data directory; nil if they are not there.
    package static func read(from directory: DataDirectory) -> AdministratorCredentials? {
        guard let bytes = PrivateFile.read(directory.administratorFile), let json = try? JSON(parsing: bytes),
            let id = json["accessKeyId"]?.string, let secret = json["secretAccessKey"]?.string
        else { return nil }
        return AdministratorCredentials(accessKeyID: id, secret: Secret(secret))
    }

    /// Writes them, readable for the owner only.
    ///
    /// - Throws: `StartError.unusableDirectory`.
    func write(to directory: DataDirectory) throws(StartError) {
        let json: JSON = ["accessKeyId": .string(accessKeyID), "secretAccessKey": .string(secret.exposed)]
        try PrivateFile.write(json.serialized(pretty: true), to: directory.administratorFile)
    }
}
