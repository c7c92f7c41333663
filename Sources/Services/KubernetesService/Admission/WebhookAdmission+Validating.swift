import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Asks every validating webhook that wants to hear of a request, all at the same time; the object is as it is to be stored.
    ///
    /// All of them are heard, and their warnings passed on; of several refusals, the first in the order of the configurations
    /// counts.
    ///
    /// - Throws: `APIError`: a refusal, or a failed call under `failurePolicy: Fail`.
    func validated(_ request: AdmissionRequest, warnings: WarningList) async throws(APIError) {
        let webhooks = webhooks(.validatingWebhookConfigurations, for: request)
        guard !webhooks.isEmpty else { return }
        for webhook in webhooks { try checkDryRun(webhook, request) }
        let answers = await answers(of: webhooks, request)
        var refusal: APIError?
        for (webhook, answer) in zip(webhooks, answers) {
            switch answer {
            case .success(let answer):
                for warning in answer.warnings { warnings.append(warning) }
                refusal = refusal ?? answer.refusal
            case .failure(let failure):
                do throws(APIError) {
                    try await report(failure, webhook, .validatingWebhookConfigurations, warnings, request.isDryRun)
                } catch {
                    refusal = refusal ?? error
                }
            }
        }
        if let refusal { throw refusal }
    }

    private func answers(
        of webhooks: [AdmissionWebhook],
        _ request: AdmissionRequest
    ) async -> [Result<AdmissionAnswer, WebhookFailure>] {
        await withTaskGroup(of: (Int, Result<AdmissionAnswer, WebhookFailure>).self) { group in
            for (index, webhook) in webhooks.enumerated() {
                group.addTask {
                    do throws(WebhookFailure) {
                        return (index, .success(try await answer(of: webhook, request, patches: false)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var answers: [(Int, Result<AdmissionAnswer, WebhookFailure>)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
