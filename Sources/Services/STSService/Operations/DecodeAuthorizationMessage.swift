import AWSProtocols
import Authorization
import RoleSessions
import ServiceModel
import SessionCredentials

extension STSService {
    /// Opens a message about a denial that this installation sealed.
    var decodeAuthorizationMessage: ServiceOperation {
        let mint = mint
        return ServiceOperation(
            Operation(
                "DecodeAuthorizationMessage",
                .sts,
                isReadOnly: true,
                action: "sts:DecodeAuthorizationMessage"
            ),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let message = reader.requiredString("EncodedMessage", length: 1...10_240)
                try reader.finish()
                return (.permission("sts:DecodeAuthorizationMessage", on: "*"), message)
            },
            perform: { _, message in
                let bytes: [UInt8]
                do throws(SessionTokenError) { bytes = try mint.sessions.sealer.openMessage(message) } catch {
                    throw Words.undecodableMessage
                }
                return .output(["DecodedMessage": .string(String(decoding: bytes, as: UTF8.self))])
            }
        )
    }
}
