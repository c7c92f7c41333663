import AWSProtocols
import Authorization
import ServiceModel
import SessionCredentials

extension OperatorService {
    /// Makes a new key that seals session tokens from now on; those sealed before stay good while their key is kept.
    var rotateSessionKeys: ServiceOperation {
        let sessionKeys = sessionKeys
        return operation(
            "RotateSessionKeys",
            isReadOnly: false,
            read: { _ in () },
            resource: { _, _ in "*" },
            perform: { _, context, _ in
                let ring = try await sessionKeys.rotate(now: context.receivedAt)
                return .output(["keyCount": .integer(ring.count), "sealingSince": .timestamp(ring.sealingSince)])
            }
        )
    }
}
