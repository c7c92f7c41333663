import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService

extension PodWorker {
    func runContainers() async {
        await withTaskGroup(of: Void.self) { sidecars in
            for index in standings.indices where standings[index].isInit {
                guard !isStopping else { break }
                if standings[index].isSidecar {
                    sidecars.addTask { await self.runContainer(index, policy: .always) }
                    while !isStopping, !standings[index].hasStarted { try? await Task.sleep(for: .milliseconds(20)) }
                } else if standings[index].termination?.exitCode != 0 {
                    await runContainer(index, policy: policy == .never ? .never : .onFailure)
                    guard standings[index].termination?.exitCode == 0 else { break }
                }
            }
            if !isStopping, isInitialized {
                await runMain()
            }
            // Those beside end last.
            for (name, container) in running where standing(name)?.isSidecar == true {
                isStopping = true
                await Self.signal(SIGTERM, container, node.namespace)
                await Self.signal(SIGKILL, container, node.namespace)
            }
        }
    }

    var isInitialized: Bool {
        standings.allSatisfy { !$0.isInit || $0.isSidecar || $0.termination?.exitCode == 0 }
    }

    func runMain() async {
        await withTaskGroup(of: Void.self) { group in
            for index in standings.indices where !standings[index].isInit {
                // One that ended before the program was started again, and stays so.
                if let ended = standings[index].termination, !policy.restarts(exitCode: ended.exitCode) { continue }
                group.addTask { await self.runContainer(index, policy: self.policy) }
            }
        }
    }

    /// Runs a container, and runs it again as the policy says.
    func runContainer(_ index: Int, policy: RestartPolicy) async {
        var backOff = BackOff()
        var imageDelay = BackOff.first
        if let ended = standings[index].termination {
            standings[index].last = ended
            standings[index].countRestart()
        }
        while !isStopping {
            let content: ImageContent
            do { content = try image(standings[index].image) } catch {
                await refuse(index, "ErrImagePull", "\(error)", event: "Failed")
                await pause(seconds: 1)
                guard !isStopping else { return }
                await refuse(index, "ImagePullBackOff", "\(error)", event: "BackOff")
                await pause(seconds: imageDelay)
                imageDelay = min(imageDelay * 2, BackOff.longest)
                continue
            }
            let began = node.clock.now
            let id = node.containerID()
            standings[index].imageID = "lanyard://" + (content.root ?? content.entrypoint.first ?? "host")
            do {
                let container = try await start(index, content)
                await observe(container, index, id, began)
            } catch let error as NodeFailure {
                finish(index, id, began, exitCode: 128, reason: "StartError", message: error.description)
            } catch {
                await refuse(index, "CreateContainerConfigError", "\(error)", event: "Failed")
                await pause(seconds: 5)
                continue
            }
            await publish()
            guard let ended = standings[index].termination, !isStopping, policy.restarts(exitCode: ended.exitCode)
            else { return }
            let delay = backOff.next(afterRunning: Int(ended.finishedAt.seconds - began.seconds))
            standings[index].last = ended
            if delay > 0 {
                let (name, pod) = (standings[index].name, self.pod)
                let words = "\(name) pod=\(pod.name)_\(pod.namespace)(\(pod.uid))"
                standings[index].state = .waiting(
                    reason: "CrashLoopBackOff",
                    message: "back-off \(delay)s restarting failed container=\(words)"
                )
                await publish()
                await cluster.event(
                    "Warning",
                    "BackOff",
                    "Back-off restarting failed container \(words)",
                    container: name
                )
                await pause(seconds: delay)
                // Stopped while it waited: it has ended, after all.
                if isStopping { standings[index].state = .terminated(ended) }
            }
            if !isStopping { standings[index].countRestart() }
        }
    }

    func refuse(_ index: Int, _ reason: String, _ message: String, event: String) async {
        standings[index].state = .waiting(reason: reason, message: message)
        await publish()
        await cluster.event("Warning", event, "Error: \(message)", container: standings[index].name)
    }

    func image(_ name: String) throws -> ImageContent {
        let file = FileTree.read(node.imagesFile)
        let images: ImageMap
        do throws(ImageMap.Unreadable) { images = try ImageMap(file: file) } catch {
            throw ConfigurationFailure(description: "\(node.imagesFile): \(error)")
        }
        guard let content = images.content(of: name) else {
            throw ConfigurationFailure(description: ImageMap.refusal(of: name, file: node.imagesFile))
        }
        if let root = content.root, FileTree.kind(root) == nil {
            throw ConfigurationFailure(description: "image \"\(name)\": the directory \(root) does not exist")
        }
        if content.root == nil, let program = content.entrypoint.first, content.programs[program] == nil,
            node.program(program) == nil
        {
            throw ConfigurationFailure(
                description: "image \"\(name)\" stands for this machine's `\(program)`, which is not on the PATH of "
                    + "`lanyard up`: install it"
            )
        }
        return content
    }

    func start(_ index: Int, _ content: ImageContent) async throws -> RunningContainer {
        let standing = standings[index]
        let directory =
            node.logDirectory(namespace: pod.namespace, name: pod.name, uid: pod.uid) + "/" + standing.name
        // The run before the last is no longer asked for.
        for part in ["", ".1"] { unlink("\(directory)/\(standing.restartCount - 2).log\(part)") }
        return try await ContainerStart(
            node: node,
            pod: cluster.pod ?? pod,
            container: containers[index],
            content: content,
            volumes: volumes,
            logPath: "\(directory)/\(standing.restartCount).log"
        ).start()
    }
}
