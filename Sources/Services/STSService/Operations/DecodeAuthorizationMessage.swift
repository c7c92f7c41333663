import AWSProtocols
import Authorization
import RoleSessions
import ServiceModel
import SessionCredentials

extension STSService {
    /// Opens a message about a denial that this installation sealed.
    var decodeAuthorizationMessage: ServiceOperation {
        let messages = SealedMessages(sessions: mint.sessions)
        return ServiceOperation(
            Operation(
                "DecodeAuthorizationMessage",
                .sts,
                isReadOnly: true,
                action: "sts:DecodeAuthorizationMessage"
            ),
            prepare: { call in
                var reader = ParameterReader(call.input)
                let message = reader.requiredString("EncodedMessage", length: 1...SealedMessages.maximumLength)
                try reader.finish()
                return (.permission("sts:DecodeAuthorizationMessage", on: "*"), message)
            },
            perform: { authorized, message in
                guard let account = authorized.context.caller.account,
                    let reasons = messages.open(message, account: account)
                else { throw Words.undecodableMessage }
                return .output(["DecodedMessage": .string(reasons)])
            }
        )
    }
}
