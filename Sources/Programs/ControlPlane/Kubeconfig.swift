import Ambient
import Foundation

/// The file that `kubectl` finds the embedded cluster by, with the administrator's client certificate.
struct Kubeconfig: Sendable {
    private let authority: String
    private let certificate: String
    private let key: String

    /// Makes a new certificate for `administrator` in `system:masters`.
    init(authority: CertificateAuthority, now: Timestamp) throws {
        let identity = try authority.makeClientIdentity(
            name: "administrator",
            groups: ["system:masters"],
            random: .system,
            now: now
        )
        self.authority = try authority.pemInBase64()
        certificate = Data(identity.certificate.utf8).base64EncodedString()
        key = Data(identity.key.utf8).base64EncodedString()
    }

    /// - Throws: `StartError.unusableDirectory`.
    func write(server: String, cluster: String, to data: DataDirectory) throws(StartError) {
        let text = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: \(cluster)
              cluster:
                server: \(server)
                certificate-authority-data: \(authority)
            users:
            - name: administrator
              user:
                client-certificate-data: \(certificate)
                client-key-data: \(key)
            contexts:
            - name: lanyard
              context:
                cluster: \(cluster)
                user: administrator
            current-context: lanyard

            """
        try PrivateFile.write(Array(text.utf8), to: data.kubeconfigFile)
    }
}
